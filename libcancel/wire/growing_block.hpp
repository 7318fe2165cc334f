#pragma once

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>

namespace cancel {

// The memory of one of RapidJSON's stacks, as its allocator: the single block that such a stack holds. It stands in
// this object while it is small, so that an ordinary message is parsed without the heap; from there on it grows as
// realloc() does, which gives back what is outgrown. Must outlive its stack. Not thread-safe. Throws std::bad_alloc.
class GrowingBlock {
 public:
  static constexpr bool kNeedFree = false;
  static constexpr std::size_t small = 1024;  // bytes

  GrowingBlock() = default;
  GrowingBlock(const GrowingBlock&) = delete;
  GrowingBlock& operator=(const GrowingBlock&) = delete;
  ~GrowingBlock() { std::free(heap_); }

  void* Malloc(std::size_t size) { return Realloc(nullptr, 0, size); }

  void* Realloc(void* block, std::size_t used, std::size_t size) {
    if (size <= local_.size()) return local_.data();
    void* const grown = std::realloc(heap_, size);
    if (grown == nullptr) throw std::bad_alloc();
    heap_ = grown;
    if (block == local_.data()) std::memcpy(grown, block, used);
    return grown;
  }

  static void Free(void*) {}

 private:
  alignas(std::max_align_t) std::array<char, small> local_;
  void* heap_ = nullptr;
};

}  // namespace cancel
