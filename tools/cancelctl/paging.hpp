#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "context.hpp"
#include "program/params.hpp"

namespace cancel::cancelctl {

// A list of the daemon that comes in pages.
struct PagedList {
  std::string method;
  std::string items;                                   // the member of the result that holds them
  std::function<void(program::Params&)> write_filter;  // into the parameters of every page
  std::optional<std::uint64_t> limit;                  // of items in all; empty: no limit
};

// Fetches page after page. `take` gets every item in order; `page_done` is called after each page.
void for_each_item(Context& context, const PagedList& list, const std::function<void(const Json&)>& take,
                   const std::function<void()>& page_done);

// Prints all of it as one JSON document on one line, {"tokens":[...]}: the daemon's result as if it were one page.
void print_list(Context& context, const PagedList& list);

// How many items the next page should have: `largest`, or fewer where fewer are wanted.
std::uint64_t page_size(std::optional<std::uint64_t> wanted, std::uint64_t taken, std::uint64_t largest = 1'000);

}  // namespace cancel::cancelctl
