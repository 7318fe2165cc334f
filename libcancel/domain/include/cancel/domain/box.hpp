#pragma once

#include <memory>
#include <utility>

namespace cancel {

// A value that may be absent, as std::optional has it, but kept apart: an absent one takes one pointer. For the parts that
// few of a million have. A copy copies the value. Not thread-safe.
template <typename Value>
class Box {
 public:
  Box() = default;
  Box(Value value) : value_(std::make_unique<Value>(std::move(value))) {}
  Box(const Box& other) : value_(other.value_ ? std::make_unique<Value>(*other.value_) : nullptr) {}
  Box(Box&&) noexcept = default;
  Box& operator=(Box other) noexcept {
    value_ = std::move(other.value_);
    return *this;
  }

  bool has_value() const { return value_ != nullptr; }
  explicit operator bool() const { return has_value(); }

  Value& operator*() { return *value_; }
  const Value& operator*() const { return *value_; }
  Value* operator->() { return value_.get(); }
  const Value* operator->() const { return value_.get(); }

  // The value, made where it is absent.
  Value& made() {
    if (!value_) value_ = std::make_unique<Value>();
    return *value_;
  }

 private:
  std::unique_ptr<Value> value_;
};

}  // namespace cancel
