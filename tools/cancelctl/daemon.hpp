#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <rapidjson/document.h>

#include "cancel/client/messaging.hpp"
#include "cancel/client/rpc_client.hpp"
#include "json.hpp"
#include "program/failure.hpp"
#include "program/progress.hpp"
#include "program/settings.hpp"

namespace cancel::cancelctl {

// A result: its text as the daemon wrote it, and a way into it. Moves keep the document where it is.
struct Answer {
  std::string text;
  std::unique_ptr<rapidjson::Document> document;

  Json json() const { return Json(document.get()); }
  Json operator[](const char* name) const { return json()[name]; }
};

// The daemon, as a command of this program sees it: it answers, or the program ends.
class Daemon {
 public:
  // Throws BadEndpoint.
  Daemon(Messaging& messaging, const program::Settings& settings);

  // Throws Failure: refused, or no daemon within the time-out of the settings. `params` is JSON text (program::Params).
  Answer call(std::string_view method, const std::string& params = "{}");

  // The two halves of call(). ask() gives the daemon `longer` than the time-out to answer, for what takes its time by
  // its nature; to reach it, it still has the time-out only.
  CallResult ask(std::string_view method, const std::string& params, Millis longer = Millis{0});
  Answer answer(CallResult result) const;

  const std::string& endpoint() const { return endpoint_; }

 private:
  bool send(std::string_view method, const std::string& params, program::Progress& progress);
  program::Failure no_answer(bool sent) const;

  std::string endpoint_;
  Millis timeout_;
  RpcClient client_;
};

}  // namespace cancel::cancelctl
