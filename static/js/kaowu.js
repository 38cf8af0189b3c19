// Behaviour that pages can live without: confirmation, one submit at a time, errors of htmx in words.
(function () {
  "use strict";

  const SIGN_IN = "/sign-in/";
  const WORDS = {
    offline: "连接不上服务器。您刚才的操作可能没有保存，请检查网络后再试。",
    slow: "服务器太久没有回答。请刷新页面，看看操作是否已经完成。",
    403: "您现在的角色不能做这一步，或者页面已经过期。请刷新后再试。",
    404: "这条记录不存在，或者不属于您的单位。请刷新页面。",
    409: "这条记录刚刚被别人改动过。请刷新页面，看到最新情况后再操作。",
    413: "文件太大，服务器没有接收。",
    500: "系统出错，您的操作没有保存。错误已经记录，请稍后再试。",
  };

  function element(html) {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    return template.content.firstElementChild;
  }

  // --- messages ------------------------------------------------------------------------------
  function toast(words, tone) {
    let region = document.getElementById("toasts");
    if (!region) {
      region = element('<div id="toasts" class="toasts" role="alert"></div>');
      document.body.append(region);
    }
    const box = element(
      `<div class="alert alert-${tone || "danger"} alert-dismissible"><span></span>` +
        '<button type="button" class="btn-close" aria-label="关闭"></button></div>'
    );
    box.querySelector("span").textContent = words;
    box.querySelector("button").addEventListener("click", () => box.remove());
    region.append(box);
  }

  document.addEventListener("htmx:sendError", () => toast(WORDS.offline));
  document.addEventListener("htmx:timeout", () => toast(WORDS.slow));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    toast(WORDS[status] || WORDS[status >= 500 ? 500 : 404]);
  });
  // A fragment must never be replaced by the sign-in page: then the whole page goes there.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.responseURL && new URL(event.detail.xhr.responseURL).pathname === SIGN_IN) {
      event.detail.shouldSwap = false;
      window.location.reload();
    }
  });

  // --- dialogs: data-opens="id of a dialog", data-closes, data-confirm="question" -------------------
  function openDialog(dialog) {
    dialog.showModal();
    const first = dialog.querySelector("[autofocus], textarea, input:not([type=hidden]), select");
    if (first) first.focus();
  }

  function confirmDialog(form, submitter) {
    const question = (submitter && submitter.dataset.confirm) || form.dataset.confirm;
    const risky = submitter && submitter.classList.contains("btn-risky");
    const dialog = element(
      '<dialog aria-labelledby="confirm-title"><div class="dialog-body"><h2 id="confirm-title">请确认</h2><p></p>' +
        '<div class="form-actions"><button type="button" class="btn btn-primary"></button>' +
        '<button type="button" class="btn" autofocus>不，返回</button></div></div></dialog>'
    );
    const [yes, no] = dialog.querySelectorAll("button");
    dialog.querySelector("p").textContent = question;
    yes.textContent = (submitter && submitter.textContent.trim()) || "确定";
    if (risky) yes.classList.replace("btn-primary", "btn-danger");
    yes.addEventListener("click", () => {
      form.dataset.confirmed = "yes";
      dialog.close();
      form.requestSubmit(submitter || undefined);
    });
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens);
      if (dialog) {
        event.preventDefault();
        openDialog(dialog);
      }
      return;
    }
    const closer = event.target.closest("[data-closes]");
    if (closer && closer.closest("dialog")) {
      event.preventDefault();
      closer.closest("dialog").close();
      return;
    }
    if (event.target.closest(".btn[aria-disabled=true]")) event.preventDefault();
    const printer = event.target.closest("[data-prints]");
    if (printer) window.print();
  });

  // --- one submit at a time ------------------------------------------------------------------------
  function isRepeatable(form) {
    return form.method !== "post" || "repeatable" in form.dataset;
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const asks = form.dataset.confirm || (event.submitter && event.submitter.dataset.confirm);
      if (asks && form.dataset.confirmed !== "yes") {
        event.preventDefault();
        event.stopImmediatePropagation();
        confirmDialog(form, event.submitter);
        return;
      }
      delete form.dataset.confirmed;
      if (form.getAttribute("aria-busy") === "true") {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      if (isRepeatable(form)) return;
      form.setAttribute("aria-busy", "true");
      if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    },
    true
  );

  function release(form) {
    form.removeAttribute("aria-busy");
    form.querySelectorAll("[aria-busy]").forEach((part) => part.removeAttribute("aria-busy"));
  }

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form");
    if (form) release(form);
  });
  // Coming back by the browser's button shows the page as it was left, with its buttons asleep.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(release));

  // --- small conveniences ---------------------------------------------------------------------------
  // A filter that changes sends its form, and the query string keeps no empty fields.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-filters]");
    if (form && event.target.matches("select, input[type=checkbox], input[type=date]")) form.requestSubmit();
  });
  document.addEventListener("formdata", (event) => {
    if (!event.target.matches("form[data-filters]")) return;
    for (const [name, value] of [...event.formData.entries()]) {
      if (value === "") event.formData.delete(name);
    }
  });
  // After a refused form, the reader starts at the reasons.
  document.addEventListener("DOMContentLoaded", () => {
    const refusals = document.querySelector(".refusals");
    const wrong = document.querySelector(".has-error input, .has-error select, .has-error textarea");
    if (refusals) {
      refusals.setAttribute("tabindex", "-1");
      refusals.focus();
    } else if (wrong) wrong.focus();
  });
  // A file can be dropped on the frame around its field.
  document.addEventListener("dragover", (event) => {
    const area = event.target.closest(".upload");
    if (!area) return;
    event.preventDefault();
    area.classList.add("is-over");
  });
  ["dragleave", "drop"].forEach((name) =>
    document.addEventListener(name, (event) => {
      const area = event.target.closest(".upload");
      if (!area) return;
      area.classList.remove("is-over");
      const field = area.querySelector("input[type=file]");
      if (name === "drop" && field && event.dataTransfer.files.length) {
        event.preventDefault();
        field.files = event.dataTransfer.files;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    })
  );
})();
