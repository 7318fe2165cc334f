#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "cancel/domain/time.hpp"
#include "daemon.hpp"
#include "program/settings.hpp"
#include "text/output.hpp"
#include "text/style.hpp"

namespace cancel::cancelctl {

// What a command works with: settings, standard output, and the daemon once it is asked for.
class Context {
 public:
  explicit Context(program::Settings settings);

  const program::Settings& settings() const { return settings_; }
  bool json() const { return settings_.json; }
  text::Output& output() { return output_; }
  const text::Palette& palette() const { return palette_; }
  // Of the terminal that is written to; empty: no need to cut lines.
  std::optional<std::size_t> width() const { return width_; }
  Timestamp now() const;

  // Connects on first use.
  Daemon& daemon();
  Messaging& messaging();

  void print_line(const std::string& line) { output_.write(line + "\n"); }

 private:
  program::Settings settings_;
  text::Output output_;
  text::Palette palette_;
  std::optional<std::size_t> width_;
  std::unique_ptr<Messaging> messaging_;
  std::unique_ptr<Daemon> daemon_;
};

}  // namespace cancel::cancelctl
