#include "tail/progress_keeper.hpp"

namespace cancel::tail {

namespace {

constexpr std::chrono::seconds pause{1};

}  // namespace

void ProgressKeeper::reached(const std::string& log_id, Position position) {
  if (!current_ || current_->log_id != log_id) {
    current_ = ConsumerPosition{log_id, position};
  } else {
    current_->position = position;
  }
}

void ProgressKeeper::save() {
  if (current_) file_.save(*current_);
  due_ = Clock::now() + pause;
}

bool ProgressKeeper::is_due() const {
  return Clock::now() >= due_;
}

}  // namespace cancel::tail
