// The HTTP exchanges of one client, through a `fetch` that it is given.
export class Traffic {
  exchanges = []; // {method, message, headers, status, ended, cut()}

  fetch = async (url, options = {}) => {
    const exchange = {
      method: options.method ?? "GET",
      message: options.body ? JSON.parse(options.body) : undefined,
      headers: new Headers(options.headers),
      status: undefined,
      ended: undefined, // "whole", "broken": how the body of the response ended
      cut: () => undefined,
    };
    this.exchanges.push(exchange);
    const response = await fetch(url, options);
    exchange.status = response.status;
    if (response.body === null) {
      exchange.ended = "whole";
      return response;
    }
    return new Response(this.#watched(response.body, exchange), {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    });
  };

  #watched(body, exchange) {
    const reader = body.getReader();
    return new ReadableStream({
      start: (stream) => {
        // As if the network broke: the reader sees an error, the server a closed connection.
        exchange.cut = () => {
          if (exchange.ended) return;
          exchange.ended = "broken";
          reader.cancel().catch(() => undefined);
          stream.error(new Error("cut by the test"));
        };
      },
      pull: async (stream) => {
        try {
          const { value, done } = await reader.read();
          if (exchange.ended) return;
          if (done) {
            exchange.ended = "whole";
            stream.close();
          } else {
            stream.enqueue(value);
          }
        } catch (error) {
          if (exchange.ended) return;
          exchange.ended = "broken";
          stream.error(error);
        }
      },
      cancel: (reason) => {
        exchange.ended ??= "broken";
        return reader.cancel(reason);
      },
    });
  }

  // The exchange that carried a request or notification.
  of(predicate) {
    return this.exchanges.find((exchange) => exchange.message && predicate(exchange.message));
  }
}
