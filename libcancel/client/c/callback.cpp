#include <memory>

#include "arguments.hpp"
#include "cancel/token/cancellation_callback.hpp"
#include "failure.hpp"
#include "handles.hpp"
#include "user_data.hpp"

using namespace cancel::c;

namespace {

// The caller's function and what it is called with; kept for the length of a call, since that may free the callback.
class Call {
 public:
  Call(cancel_callback_function function, UserData user)
      : content_(std::make_shared<Content>(Content{function, std::move(user)})) {}

  void operator()() const {
    const auto kept = content_;
    kept->function(kept->user.get());
  }

 private:
  struct Content {
    cancel_callback_function function;
    UserData user;
  };
  std::shared_ptr<const Content> content_;
};

}  // namespace

struct cancel_callback {
  cancel_callback(const cancel::CancellationToken& token, cancel::Stage stage, Call call)
      : registration(token, stage, std::move(call)) {}

  cancel::CancellationCallback<Call> registration;
};

int cancel_token_on(const cancel_token* token, int stage_given, cancel_callback_function function, void* user,
                    cancel_destroy_function destroy, cancel_callback** callback, cancel_error** error) {
  UserData data(user, destroy);
  return guarded(error, [&] {
    cancel_callback*& made = place(callback, "callback");
    const cancel::CancellationToken& watched = required(token, "token").token;
    const cancel::Stage wanted = stage(stage_given);
    required(function, "function");
    made = new cancel_callback(watched, wanted, Call(function, std::move(data)));
  });
}

void cancel_callback_free(cancel_callback* callback) {
  delete callback;
}
