#include "requests/operation_id.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <variant>

#include <sodium.h>

#include "requests/base64url.hpp"

namespace cancel::mcp {

namespace {

constexpr std::size_t longest_plain = 32;

std::string hashed(std::string_view text) {
  std::array<unsigned char, 16> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                     nullptr, 0);
  return base64url(hash);
}

bool is_plain(char letter) {
  constexpr std::string_view marks = "_.:-";
  return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
         marks.find(letter) != std::string_view::npos;
}

std::string word_for(const std::string& id) {
  const bool is_fit = id.size() <= longest_plain && std::all_of(id.begin(), id.end(), is_plain);
  return is_fit ? "s" + id : "h" + hashed(id);
}

template <typename Integer>
std::string word_for(Integer id) {
  return "i" + std::to_string(id);
}

std::string word_of(const RequestId& id) {
  return std::visit([](const auto& content) { return word_for(content); }, id);
}

std::string prefix_of(std::string_view session) {
  return "mcp-" + hashed(session) + "-";
}

}  // namespace

std::string operation_id_of(std::string_view session, const RequestId& id) {
  return prefix_of(session) + word_of(id);
}

OperationIds::OperationIds(std::string_view session) : prefix_(prefix_of(session)) {}

std::string OperationIds::next(const RequestId& id) {
  const std::string word = word_of(id);
  const bool is_new = remember(std::hash<std::string>{}(word));
  return is_new ? prefix_ + word : prefix_ + word + "-" + random_base64url(6);
}

bool OperationIds::remember(std::size_t hash) {
  const std::lock_guard lock(lock_);
  if (!used_.insert(hash).second) return false;
  in_order_.push_back(hash);
  if (in_order_.size() > most) {
    used_.erase(in_order_.front());
    in_order_.pop_front();
  }
  return true;
}

}  // namespace cancel::mcp
