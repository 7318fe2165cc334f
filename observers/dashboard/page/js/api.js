// The server's answers. Every failure is an ApiError: `code` as the server says it, "no_connection" where it said
// nothing.

import { query } from "./route.js";

export class ApiError extends Error {
  constructor(status, details) {
    super(details.message);
    this.status = status;
    this.code = details.code;
    this.details = details;
  }
}

const NO_CONNECTION = { code: "no_connection", message: "The dashboard's server does not answer." };

async function failure(response) {
  const answer = await response.json().catch(() => null);
  const details = answer?.error ?? { code: "unknown", message: `The server answered with status ${response.status}.` };
  return new ApiError(response.status, details);
}

export class Api {
  // `onLost()` where the server does not answer, `onLogin()` where it wants a login first.
  constructor({ onLost = () => {}, onLogin = () => {} } = {}) {
    this.onLost = onLost;
    this.onLogin = onLogin;
    this.csrfToken = null;
  }

  async session() {
    const session = await this.get("/api/session");
    this.csrfToken = session.csrfToken;
    return session;
  }

  async get(path, params = {}, { signal } = {}) {
    const text = query(params);
    const response = await this.#send(text ? `${path}?${text}` : path, { signal });
    return response.json();
  }

  // A server that was restarted does not know the page's CSRF token any more: then with a fresh one, once.
  async post(path, body) {
    try {
      return await this.#post(path, body);
    } catch (error) {
      if (error.code !== "csrf") throw error;
      await this.session();
      return this.#post(path, body);
    }
  }

  async #post(path, body) {
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": this.csrfToken ?? "" };
    const response = await this.#send(path, { method: "POST", headers, body: JSON.stringify(body) });
    return response.status === 204 ? null : response.json();
  }

  async #send(path, options) {
    let response;
    try {
      response = await fetch(path, { ...options, credentials: "same-origin", cache: "no-store" });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      this.onLost();
      throw new ApiError(0, NO_CONNECTION);
    }
    if (response.ok) return response;
    const error = await failure(response);
    if (error.code === "login_required") this.onLogin();
    throw error;
  }
}
