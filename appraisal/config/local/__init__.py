"""The portal on one machine: the database, the broker and the processes of `make demo` and of the tests."""
