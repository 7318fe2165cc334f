#include "paging.hpp"

#include <algorithm>

namespace cancel::cancelctl {

namespace {

Answer fetch_page(Context& context, const PagedList& list, std::uint64_t size,
                  const std::optional<std::string>& cursor) {
  program::Params params;
  list.write_filter(params);
  params.number("limit", size).text("cursor", cursor);
  return context.daemon().call(list.method, params.json());
}

}  // namespace

void for_each_item(Context& context, const PagedList& list, const std::function<void(const Json&)>& take,
                   const std::function<void()>& page_done) {
  std::optional<std::string> cursor;
  std::uint64_t taken = 0;
  do {
    const std::uint64_t size = page_size(list.limit, taken);
    if (size == 0) break;
    const Answer page = fetch_page(context, list, size, cursor);
    for (const Json& item : page[list.items.c_str()].items()) {
      take(item);
      ++taken;
    }
    page_done();
    cursor = page["nextCursor"].text();
  } while (cursor);
}

void print_list(Context& context, const PagedList& list) {
  context.output().write("{\"" + list.items + "\":[");
  const char* separator = "";
  const auto write = [&](const Json& item) {
    context.output().write(separator + item.json());
    separator = ",";
  };
  for_each_item(context, list, write, [] {});
  context.print_line("]}");
}

std::uint64_t page_size(std::optional<std::uint64_t> wanted, std::uint64_t taken, std::uint64_t largest) {
  return wanted ? std::min(largest, *wanted - std::min(*wanted, taken)) : largest;
}

}  // namespace cancel::cancelctl
