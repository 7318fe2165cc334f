#include "cancel/client/operation.hpp"

#include <utility>

#include "open_client.hpp"

using namespace cancel::c;

namespace {

std::optional<cancel::RequestId> request_id(const cancel_operation_options& known) {
  switch (known.request_id_kind) {
    case CANCEL_REQUEST_ID_NONE:
      return std::nullopt;
    case CANCEL_REQUEST_ID_TEXT:
      return required_text(known.request_id_text, "request_id_text");
    case CANCEL_REQUEST_ID_NUMBER:
      return known.request_id_number;
  }
  throw std::invalid_argument("request_id_kind is none of the list");
}

cancel::OperationOptions operation_options(const cancel_operation_options* given, const std::string& space) {
  const cancel_operation_options known = known_options(given, cancel_operation_options_init, "options");
  cancel::OperationOptions options;
  options.id = text_or(known.id, "id", {});
  options.space = text(known.space, "space");
  options.parents = parents(known, options.space.value_or(space));
  options.tool = text(known.tool, "tool");
  options.request_id = request_id(known);
  options.deadline = length(known.deadline_ms, "deadline_ms");
  options.grace = length(known.grace_ms, "grace_ms");
  options.force = length(known.force_ms, "force_ms");
  options.labels = labels(known.labels, known.label_count);
  return options;
}

}  // namespace

void cancel_operation_options_init(cancel_operation_options* options, size_t size) {
  cancel_operation_options defaults{};
  defaults.deadline_ms = defaults.grace_ms = defaults.force_ms = CANCEL_NONE;
  set_options(options, size, defaults);
}

int cancel_operation_start(cancel_client* client, const cancel_operation_options* options, cancel_operation** operation,
                           cancel_error** error) {
  return guarded(error, [&] {
    cancel_operation*& made = place(operation, "operation");
    cancel_client& open = open_client(client);
    cancel::Operation started = open.client.start(operation_options(options, open.space));
    TokenHandle token = new_handle(started.token());
    made = new cancel_operation{std::move(started), std::move(token)};
  });
}

const char* cancel_operation_space(const cancel_operation* operation) {
  return operation == nullptr ? nullptr : operation->operation.name().space.c_str();
}

const char* cancel_operation_id(const cancel_operation* operation) {
  return operation == nullptr ? nullptr : operation->operation.name().id.c_str();
}

cancel_token* cancel_operation_token(const cancel_operation* operation) {
  return operation == nullptr ? nullptr : cancel_token_retain(operation->token.get());
}

int cancel_operation_cancel(cancel_operation* operation, const cancel_wish* wish_given, cancel_error** error) {
  return guarded(error, [&] { required(operation, "operation").operation.cancel(wish(wish_given)); });
}

int cancel_operation_finish(cancel_operation* operation, int outcome_given, const char* text_given,
                            cancel_error** error) {
  return guarded(error, [&] {
    required(operation, "operation").operation.finish(outcome(outcome_given), text(text_given, "text"));
  });
}

int cancel_operation_finish_with_result(cancel_operation* operation, int outcome_given, const char* text_given,
                                        const char* result, size_t result_size, cancel_error** error) {
  return guarded(error, [&] {
    std::optional<std::string> made;
    if (result != nullptr) made.emplace(result, result_size);
    required(operation, "operation")
        .operation.finish(outcome(outcome_given), text(text_given, "text"), std::move(made));
  });
}

void cancel_operation_free(cancel_operation* operation) {
  delete operation;
}
