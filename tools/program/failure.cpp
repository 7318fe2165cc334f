#include "program/failure.hpp"

#include <signal.h>

#include <cstdio>

#include <rapidjson/document.h>

#include "cancel/client/connection_options.hpp"
#include "program/standard_streams.hpp"
#include "text/output.hpp"
#include "text/visible.hpp"

namespace cancel::program {

namespace {

std::string name_in(const std::string& data) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(data.data(), data.size());
  if (document.HasParseError() || !document.IsObject()) return {};
  const rapidjson::Value& members = document;
  const auto name = members.FindMember("name");
  if (name == members.MemberEnd() || !name->value.IsString()) return {};
  return name->value.GetString();
}

int fail(const std::string& program, ExitCode code, const std::string& sentence) {
  if (code != ExitCode::interrupted) complain(program, sentence);
  return static_cast<int>(code);
}

}  // namespace

std::string describe(const RpcError& error) {
  const std::string name = name_in(error.data);
  const std::string code = std::to_string(error.code);
  return (name.empty() ? "error " + code : name + " (" + code + ")") + ": " + error.message;
}

void complain(const std::string& program, const std::string& sentence) {
  std::fprintf(stderr, "%s: %s\n", program.c_str(), text::visible(sentence).c_str());
}

int run(const std::string& program, const std::function<ExitCode()>& body) {
  signal(SIGPIPE, SIG_IGN);
  keep_standard_streams();
  try {
    return static_cast<int>(body());
  } catch (const text::OutputClosed&) {
    return static_cast<int>(ExitCode::done);
  } catch (const Failure& failure) {
    return fail(program, failure.code(), failure.what());
  } catch (const BadEndpoint& error) {
    return fail(program, ExitCode::usage, error.what());
  } catch (const std::exception& error) {
    return fail(program, ExitCode::refused, error.what());
  }
}

}  // namespace cancel::program
