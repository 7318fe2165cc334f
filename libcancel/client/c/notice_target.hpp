#pragma once

#include <utility>

#include "cancel/client/client_options.hpp"
#include "user_data.hpp"

namespace cancel::c {

// Who wants to know of a client's notices. Thread-safe.
class NoticeTarget {
 public:
  NoticeTarget(cancel_notice_function function, UserData user) : function_(function), user_(std::move(user)) {}

  void tell(const Notice& notice) const;

 private:
  cancel_notice_function function_;
  UserData user_;
};

}  // namespace cancel::c
