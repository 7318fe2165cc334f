#pragma once

#include <utility>

#include "cancel/cancel.h"

namespace cancel::c {

// What a caller hands over together with a function. Tells it when it is not needed any more.
class UserData {
 public:
  UserData(void* user, cancel_destroy_function destroy) : user_(user), destroy_(destroy) {}
  UserData(UserData&& other) noexcept : user_(other.user_), destroy_(std::exchange(other.destroy_, nullptr)) {}
  UserData& operator=(UserData&&) = delete;
  ~UserData() {
    if (destroy_ != nullptr) destroy_(user_);
  }

  void* get() const { return user_; }

 private:
  void* user_;
  cancel_destroy_function destroy_;
};

}  // namespace cancel::c
