#include "cancel/token/cancellation_descriptor.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "node.hpp"

namespace cancel {

class CancellationDescriptor::Signal final : private detail::CallbackBase {
 public:
  Signal(const CancellationToken& token, Stage stage)
      : CallbackBase(stage, true), node_(token.node()), descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "a descriptor for cancellation");
    attach(node_.get());
  }

  ~Signal() {
    detach();
    close(descriptor_);
  }

  int get() const noexcept { return descriptor_; }

 private:
  void run() override { static_cast<void>(eventfd_write(descriptor_, 1)); }

  detail::NodeReference node_;
  const int descriptor_;
};

CancellationDescriptor::CancellationDescriptor(const CancellationToken& token, Stage stage)
    : signal_(std::make_unique<Signal>(token, stage)) {}

CancellationDescriptor::~CancellationDescriptor() = default;
CancellationDescriptor::CancellationDescriptor(CancellationDescriptor&&) noexcept = default;
CancellationDescriptor& CancellationDescriptor::operator=(CancellationDescriptor&&) noexcept = default;

int CancellationDescriptor::get() const noexcept {
  return signal_ ? signal_->get() : -1;
}

}  // namespace cancel
