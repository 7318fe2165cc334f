#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cancel/domain/events.hpp"
#include "program/settings.hpp"
#include "tail/event_format.hpp"
#include "tail/event_selector.hpp"
#include "tail/webhook_delivery.hpp"

namespace cancel::tail {

// What the command line says.
struct TailOptions {
  program::Settings settings;
  std::optional<std::uint64_t> from;
  bool until_head = false;
  bool follow = false;

  std::optional<std::string> token;
  std::vector<EventType> types;
  std::vector<std::string> causes;
  std::vector<std::string> tools;

  std::optional<std::string> format;
  std::optional<std::string> command;
  std::optional<std::string> url;
  std::vector<std::string> headers;
  std::optional<Millis> webhook_timeout;
  std::optional<std::uint64_t> retries;
  std::optional<std::string> consumer;

  std::optional<std::string> completion;

  bool reacts() const { return command || url; }
};

// Declares the options of cancel-tail. Both must outlive the parsing.
void declare(CLI::App& app, TailOptions& options);

// What can be said only once all options are known. Throws Failure (usage).
void check(const TailOptions& options);

// What options mean; they have to have passed check().
EventFormat format_of(const TailOptions& options);
Selection selection_of(const TailOptions& options);
Webhook webhook_of(const TailOptions& options);

}  // namespace cancel::tail
