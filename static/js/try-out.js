// The try-out page: Swagger UI over the portal's own description, in the reader's own session.
"use strict";

const place = document.getElementById("swagger");
const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers"));

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.schema,
  docExpansion: "none",
  defaultModelsExpandDepth: -1,
  tryItOutEnabled: true,
  requestInterceptor: (request) => {
    request.headers["X-CSRFToken"] = token;
    return request;
  },
});
