"""A process that stands for Kannel's sendsms: it says yes to everything at once. Prints its port."""

import socketserver
import sys


class Yes(socketserver.StreamRequestHandler):
    """Reads a request and accepts it; the connection stays open."""

    def handle(self) -> None:
        while line := self.rfile.readline():
            length = 0
            while line not in (b"\r\n", b""):
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                line = self.rfile.readline()
            self.rfile.read(length)
            self.wfile.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 26\r\n\r\n0: Accepted for delivery\r\n")


class Server(socketserver.ThreadingTCPServer):
    """On a free port."""

    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    with Server(("127.0.0.1", 0), Yes) as server:
        print(server.server_address[1], flush=True)
        sys.stdin.close()
        server.serve_forever()
