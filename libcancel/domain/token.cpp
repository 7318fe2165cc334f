#include "cancel/domain/token.hpp"

namespace cancel {

const Labels& Token::all_labels() const {
  static const Labels none;
  return labels ? *labels : none;
}

const Family& Token::kin() const {
  static const Family alone;
  return family ? *family : alone;
}

Activity Token::activity() const {
  const bool own = runs();
  const Family& relatives = kin();
  return Activity{
      .busy = own || relatives.busy_children > 0,
      .untaken = (own && !operation->executed) || relatives.untaken_children > 0,
      .awaiting = (own && !operation->unconfirmed) || relatives.awaiting_children > 0,
  };
}

TokenState state_of(const Token& token) {
  if (!token.cancelled()) {
    switch (token.ending) {
      case Token::Ending::none: return TokenState::active;
      case Token::Ending::expired: return TokenState::expired;
      case Token::Ending::released: return TokenState::released;
    }
  }
  const Activity activity = token.activity();
  if (!activity.busy) return TokenState::completed;
  const bool own_unconfirmed = token.runs() && token.operation->unconfirmed;
  const bool all_unconfirmed = token.unconfirmed && !activity.awaiting;
  if (own_unconfirmed || all_unconfirmed) return TokenState::expired;
  return activity.untaken ? TokenState::requested : TokenState::executed;
}

}  // namespace cancel
