#include "file_image.hpp"

#include <algorithm>

namespace cancel {

void FileImage::sync() {
  for (const Change& change : pending_) apply(change);
  pending_.clear();
}

void FileImage::lose(std::mt19937& random) {
  std::bernoulli_distribution survives(0.5);
  for (const Change& change : pending_) {
    if (survives(random)) apply(change);
  }
  pending_.clear();
}

void FileImage::apply(const Change& change) {
  if (change.is_truncation) {
    durable_.resize(change.offset);
    return;
  }
  durable_.resize(std::max(durable_.size(), change.offset + change.bytes.size()));
  durable_.replace(change.offset, change.bytes.size(), change.bytes);
}

}  // namespace cancel
