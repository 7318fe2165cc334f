#include "tail/webhook_delivery.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <string_view>

#include <curl/curl.h>

namespace cancel::tail {

namespace {

constexpr int slice_ms = 50;

// libcurl's own state of the process.
struct Library {
  Library() {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error("libcurl can not be used");
  }
  ~Library() { curl_global_cleanup(); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
};

template <auto cleanup>
struct CleanedUpBy {
  template <typename Handle>
  void operator()(Handle* handle) const {
    cleanup(handle);
  }
};
using Url = std::unique_ptr<CURLU, CleanedUpBy<curl_url_cleanup>>;
using HeaderList = std::unique_ptr<curl_slist, CleanedUpBy<curl_slist_free_all>>;
using EasyHandle = std::unique_ptr<CURL, CleanedUpBy<curl_easy_cleanup>>;
using MultiHandle = std::unique_ptr<CURLM, CleanedUpBy<curl_multi_cleanup>>;

template <typename Pointer>
Pointer checked(Pointer pointer) {
  if (!pointer) throw std::runtime_error("libcurl can not be used: out of memory");
  return pointer;
}

std::size_t ignore(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

void append(HeaderList& list, const std::string& header) {
  curl_slist* const longer = checked(curl_slist_append(list.get(), header.c_str()));
  static_cast<void>(list.release());
  list.reset(longer);
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool has_header(const std::vector<std::string>& headers, const std::string& name) {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const std::string& header) { return lower(header.substr(0, header.find(':'))) == name; });
}

const char* content_type(EventFormat format) {
  return format == EventFormat::cloudevents ? "Content-Type: application/cloudevents+json"
                                            : "Content-Type: application/json";
}

HeaderList header_list(const std::vector<std::string>& headers, EventFormat format) {
  HeaderList list;
  for (const std::string& header : headers) {
    // To libcurl a header without a value is one to leave out, unless it ends in a semicolon.
    const bool bare = header.find_first_not_of(" \t", header.find(':') + 1) == std::string::npos;
    append(list, bare ? header.substr(0, header.find(':')) + ";" : header);
  }
  if (!has_header(headers, "content-type")) append(list, content_type(format));
  append(list, "Expect:");  // or libcurl waits for leave to send what is large
  return list;
}

bool is_token_character(char c) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         others.find(c) != std::string_view::npos;
}

}  // namespace

std::string fault_of_url(const std::string& text) {
  const Url url(checked(curl_url()));
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return "is no URL";
  char* part = nullptr;
  if (curl_url_get(url.get(), CURLUPART_SCHEME, &part, 0) != CURLUE_OK) return "is no URL";
  const std::string scheme = part;
  curl_free(part);
  return scheme == "http" || scheme == "https" ? "" : "is no http or https URL";
}

std::string fault_of_header(const std::string& header) {
  const std::size_t colon = header.find(':');
  const std::string name = header.substr(0, colon);
  if (colon == std::string::npos || name.empty() || !std::all_of(name.begin(), name.end(), is_token_character)) {
    return "is not NAME: VALUE";
  }
  const auto is_control = [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7F'; };
  return std::any_of(header.begin(), header.end(), is_control) ? "has a control character" : "";
}

Attempt::Outcome meaning_of_status(long status) {
  if (status >= 200 && status < 300) return Attempt::Outcome::delivered;
  const bool passing = status == 408 || status == 425 || status == 429 || (status >= 500 && status < 600);
  return passing ? Attempt::Outcome::failed : Attempt::Outcome::refused;
}

// One request at a time, over connections that are kept.
class WebhookDelivery::Exchange {
 public:
  Exchange(const Webhook& webhook, EventFormat format, StopSignals& stop)
      : headers_(header_list(webhook.headers, format)),
        easy_(checked(curl_easy_init())),
        multi_(checked(curl_multi_init())),
        stop_(stop) {
    CURL* const easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_URL, webhook.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(webhook.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "cancel-tail/" CANCEL_VERSION);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.get());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, fault_);
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
  }

  Attempt post(const std::string& body) {
    fault_[0] = '\0';
    curl_easy_setopt(easy_.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(easy_.get(), CURLOPT_POSTFIELDS, body.data());
    if (curl_multi_add_handle(multi_.get(), easy_.get()) != CURLM_OK) {
      return {Attempt::Outcome::failed, "the webhook could not be asked"};
    }
    const Attempt attempt = wait();
    curl_multi_remove_handle(multi_.get(), easy_.get());
    return attempt;
  }

 private:
  Attempt wait() {
    for (int running = 1;;) {
      if (curl_multi_perform(multi_.get(), &running) != CURLM_OK) break;
      if (running == 0) break;
      curl_multi_poll(multi_.get(), nullptr, 0, slice_ms, nullptr);
      if (stop_.asked()) return {Attempt::Outcome::stopped, "the webhook was not waited for any more"};
    }
    int left = 0;
    const CURLMsg* const message = curl_multi_info_read(multi_.get(), &left);
    return message == nullptr ? Attempt{Attempt::Outcome::failed, "the webhook could not be asked"}
                              : answer(message->data.result);
  }

  Attempt answer(CURLcode code) {
    if (code != CURLE_OK) {
      const std::string fault = fault_[0] != '\0' ? fault_ : curl_easy_strerror(code);
      return {Attempt::Outcome::failed, "the webhook did not answer: " + fault};
    }
    long status = 0;
    curl_off_t seconds = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &seconds);
    Attempt attempt{meaning_of_status(status), "the webhook answered " + std::to_string(status)};
    // Kept small enough to be counted in milliseconds, whatever the receiver says.
    if (seconds > 0) attempt.pause = Millis{1'000} * std::min<curl_off_t>(seconds, 1'000'000);
    return attempt;
  }

  Library library_;
  HeaderList headers_;
  EasyHandle easy_;
  MultiHandle multi_;
  StopSignals& stop_;
  char fault_[CURL_ERROR_SIZE] = {};
};

WebhookDelivery::WebhookDelivery(const Webhook& webhook, EventFormat format, StopSignals& stop)
    : exchange_(std::make_unique<Exchange>(webhook, format, stop)), format_(format) {}

WebhookDelivery::~WebhookDelivery() = default;

Attempt WebhookDelivery::attempt(const TailedEvent& event) {
  return exchange_->post(formatted(event, format_, text::Palette(false)));
}

}  // namespace cancel::tail
