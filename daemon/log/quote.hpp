#pragma once

#include <string>
#include <string_view>

// Text of strangers on a line of ours. Whatever it contains, the result is one line of printable characters: control
// characters, line separators and the marks that turn the direction of writing are escaped, as are bytes that are no
// UTF-8.

namespace cancel::daemon {

// `text` in double quotes. Escapes are those of JSON, and \xHH for a byte that is no UTF-8.
std::string quote(std::string_view text);

// `text` as it is where it is one plain word that nobody can misread, else quote(text).
std::string quote_where_needed(std::string_view text);

// `text` as it is where it is printable, spaces and all, else quote(text): for sentences.
std::string on_one_line(std::string_view text);

// `text` as a JSON string, which is a TOML string as well. A byte that is no UTF-8 becomes U+FFFD.
std::string json_string(std::string_view text);

// Whether `text` is UTF-8 without any character that quote() would have to escape, but for quotes and backslashes.
bool is_printable(std::string_view text);

}  // namespace cancel::daemon
