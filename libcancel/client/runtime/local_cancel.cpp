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

void cancel_here(Core& core, const CancellationToken& token, CancellationWish wish) {
  core.check_process();
  wish = fit(std::move(wish));
  Propagation marked = [&] {
    const WishScope recorded(*client::tracked(token.node()), wish);
    return Propagation::cancel(token.node(), {wish.reason, wish.cause, wish.mode, wish.requested_by}, Origin::here);
  }();
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
