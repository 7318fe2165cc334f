#include "cancel/store/snapshot_file.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <new>
#include <stdexcept>
#include <thread>
#include <utility>

#include "replacing_file.hpp"
#include "snapshot_codec.hpp"

namespace cancel {
namespace {

// Handed to the writing thread at a time. A multiple of what the file hashes at once.
constexpr std::size_t chunk_bytes = 1 << 18;

// What tells a snapshot from any other file.
constexpr std::string_view magic = "canceld snapshot";

struct Step {
  enum class Kind { begin, write, replace } kind;
  std::string bytes;
};

}  // namespace

class SnapshotFile::Impl {
 public:
  explicit Impl(const std::string& log_path) : path_(log_path + ".snapshot"), file_(path_) {}

  ~Impl() {
    if (!thread_.joinable()) return;
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  void begin() {
    if (!thread_.joinable()) thread_ = std::thread([this] { write_steps(); });
    out_.bytes().clear();
    out_.put(magic);
    out_.put(snapshot_format);
    push({Step::Kind::begin, {}});
  }

  template <typename... Part>
  void put(const Part&... part) {
    encode(out_, part...);
    if (out_.bytes().size() >= chunk_bytes) push_chunk(chunk_bytes);
  }

  void put_removed(TokenKey token) { encode_removed(out_, token); }

  void complete(const SnapshotPlace& place) {
    put(place);
    while (!out_.bytes().empty()) push_chunk(std::min(out_.bytes().size(), chunk_bytes));
    push({Step::Kind::replace, {}});
  }

  std::optional<std::string> take_failure() {
    const std::lock_guard lock(mutex_);
    return std::exchange(failure_, std::nullopt);
  }

  bool writing() const {
    const std::lock_guard lock(mutex_);
    return busy_ || !steps_.empty();
  }

  std::optional<SnapshotPlace> load(StateBuilder& builder) const {
    try {
      const std::string content = ReplacingFile::read(path_);
      if (content.empty()) return std::nullopt;
      ByteReader in(content);
      if (in.text() != magic || in.natural() != snapshot_format) return std::nullopt;
      return decode_snapshot(in, builder);
    } catch (const BytesDamaged&) {
      return std::nullopt;
    } catch (const std::bad_alloc&) {  // a file of absurd size
      return std::nullopt;
    } catch (const std::length_error&) {
      return std::nullopt;
    }
  }

 private:
  void push_chunk(std::size_t size) {
    std::string& bytes = out_.bytes();
    std::string rest = bytes.substr(size);
    bytes.resize(size);
    push({Step::Kind::write, std::exchange(bytes, std::move(rest))});
  }

  void push(Step step) {
    {
      const std::lock_guard lock(mutex_);
      steps_.push_back(std::move(step));
    }
    changed_.notify_all();
  }

  // The thread. It ends when it was told to, and all that was complete is written.
  void write_steps() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return ended_ || !steps_.empty(); });
      if (steps_.empty()) return;
      Step step = std::move(steps_.front());
      steps_.pop_front();
      busy_ = true;
      lock.unlock();
      carry_out(step);
      auto failure = file_.take_failure();
      lock.lock();
      if (failure) failure_ = std::move(failure);
      busy_ = false;
    }
  }

  void carry_out(const Step& step) {
    switch (step.kind) {
      case Step::Kind::begin:
        return file_.begin();
      case Step::Kind::write:
        return file_.write(step.bytes);
      case Step::Kind::replace:
        return file_.replace();
    }
  }

  const std::string path_;
  ByteWriter out_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Step> steps_;
  bool busy_ = false;
  std::optional<std::string> failure_;
  bool ended_ = false;
  ReplacingFile file_;  // the thread's alone
  std::thread thread_;
};

SnapshotFile::SnapshotFile(const std::string& log_path) : impl_(std::make_unique<Impl>(log_path)) {}
SnapshotFile::~SnapshotFile() = default;

void SnapshotFile::begin() {
  impl_->begin();
}
void SnapshotFile::put(const Token& token) {
  impl_->put(token);
}
void SnapshotFile::put_removed(TokenKey token) {
  impl_->put_removed(token);
}
void SnapshotFile::put(const std::string& command_id, const CarriedOut& carried_out) {
  impl_->put(command_id, carried_out);
}
void SnapshotFile::put(const Session& session) {
  impl_->put(session);
}
void SnapshotFile::put(const Statistics& statistics) {
  impl_->put(statistics);
}
void SnapshotFile::complete(const SnapshotPlace& place) {
  impl_->complete(place);
}
bool SnapshotFile::writing() const {
  return impl_->writing();
}
std::optional<std::string> SnapshotFile::take_failure() {
  return impl_->take_failure();
}
std::optional<SnapshotPlace> SnapshotFile::load(StateBuilder& builder) {
  return impl_->load(builder);
}

}  // namespace cancel
