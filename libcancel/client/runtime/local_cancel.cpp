#include "runtime/local_cancel.hpp"

#include <utility>

#include "runtime/texts.hpp"
#include "token/propagation.hpp"

namespace cancel::client {

using detail::Origin;
using detail::Propagation;

namespace {

CancellationWish fit(CancellationWish wish) {
  if (wish.reason) wish.reason = fit_text(*std::move(wish.reason));
  if (wish.requested_by) wish.requested_by = fit_text(*std::move(wish.requested_by));
  return wish;
}

}  // namespace

// The daemon is told by this function, with the times that the wish names, and not by the token's observer; so the
// token is marked as one whose cancellation is recorded already.
void cancel_here(Core& core, const CancellationToken& token, CancellationWish wish) {
  core.check_process();
  wish = fit(std::move(wish));
  const Cancellation why{wish.reason, wish.cause, wish.mode, wish.requested_by};
  const bool escalates = wish.mode == Mode::force && !token.has_reached(Stage::forced);
  Propagation marked = Propagation::cancel(token.node(), why, Origin::log);
  TrackedToken& tracked = *client::tracked(token.node());
  if ((marked.first() || escalates) && !tracked.is_over()) {
    core.record_cancellation(tracked.shared_from_this(), CancelToken{tracked.name(), std::move(wish)});
  }
  marked.run();
}

void cancel_by_name(Core& core, const TokenName& name, CancellationWish wish, bool remember) {
  const detail::NodeReference node = core.registry().find(name);
  if (node && tracked(node)->is_ours()) return cancel_here(core, CancellationToken(node), std::move(wish));
  CancelToken command{name, fit(std::move(wish))};
  command.remember_if_absent = remember;
  core.record_cancellation(nullptr, std::move(command));
}

}  // namespace cancel::client
