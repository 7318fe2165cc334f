#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cancel/domain/time.hpp"
#include "tail/delivery.hpp"
#include "tail/event_format.hpp"
#include "tail/stop_signals.hpp"

namespace cancel::tail {

// Where to send events, and how.
struct Webhook {
  std::string url;
  std::vector<std::string> headers{};  // "Name: value"
  Millis timeout{10'000};              // for one event, from connecting to the answer
};

// What is wrong with an URL or a header, as the end of a sentence; empty: nothing. Only http and https are URLs of
// webhooks; a header has a name and no control characters.
std::string fault_of_url(const std::string& url);
std::string fault_of_header(const std::string& header);

// What an answer with this HTTP status means: 2xx is delivered; 408, 425, 429 and 5xx may be otherwise another time;
// everything else would be the same again, redirections included, which are not followed.
Attempt::Outcome meaning_of_status(long status);

// Posts each event to an URL. It is delivered when the answer's status is 2xx; what else the answer says is not read,
// but for Retry-After. Connections are kept open. Asked to stop, it drops what is under way.
class WebhookDelivery : public Delivery {
 public:
  // `stop` must outlive it. Throws std::runtime_error where libcurl can not be used.
  WebhookDelivery(const Webhook& webhook, EventFormat format, StopSignals& stop);
  ~WebhookDelivery() override;

  Attempt attempt(const TailedEvent& event) override;

 private:
  class Exchange;
  std::unique_ptr<Exchange> exchange_;
  EventFormat format_;
};

}  // namespace cancel::tail
