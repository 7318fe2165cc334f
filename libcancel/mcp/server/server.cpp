#include "cancel/mcp/server.hpp"

#include <utility>

#include "server/direct_call.hpp"
#include "server/server_core.hpp"
#include "server/session_core.hpp"

namespace cancel::mcp {

Server::Server(ServerOptions options) : core_(std::make_shared<detail::ServerCore>(std::move(options))) {}

Server::~Server() {
  stop();
}

void Server::add_tool(ToolOptions options, ToolHandler handler) {
  core_->tools.add(std::move(options), std::move(handler));
}

void Server::add_steps_tool(ToolOptions options, StepHandler handler) {
  core_->tools.add_steps(std::move(options), std::move(handler));
}

void Server::add_prompt(PromptOptions options, PromptHandler handler) {
  core_->catalog.add(std::move(options), std::move(handler));
}

void Server::add_resource(ResourceOptions options, ResourceHandler handler) {
  core_->catalog.add(std::move(options), std::move(handler));
}

void Server::add_resource_template(ResourceOptions options, ResourceHandler handler) {
  core_->catalog.add_template(std::move(options), std::move(handler));
}

void Server::add_completion(const std::string& of, CompletionHandler handler) {
  core_->catalog.add_completion(of, std::move(handler));
}

void Server::add_method(MethodOptions options, MethodHandler handler) {
  core_->methods.add(std::move(options), std::move(handler));
}

void Server::use(Middleware middleware) {
  core_->tools.use(std::move(middleware));
}

void Server::declare_extension(const std::string& name, JsonText settings) {
  core_->extensions[name] = std::move(settings);
}

void Server::enable_long_operations() {
  core_->wish_long_operations();
}

void Server::enable_cancellation_methods() {
  core_->cancellation_methods.add_methods(core_->methods);
}

ToolResult Server::call_tool(const std::string& name, const JsonText& arguments, const CancellationToken& token) {
  return detail::call_directly(*core_, name, arguments, token);
}

std::shared_ptr<Session> Server::open(SessionOptions options, std::shared_ptr<MessageChannel> output) {
  return std::make_shared<Session>(core_->open(std::move(options), std::move(output)));
}

void Server::tools_changed() {
  core_->changed(detail::Change::tools);
}

void Server::prompts_changed() {
  core_->changed(detail::Change::prompts);
}

void Server::resources_changed() {
  core_->changed(detail::Change::resources);
}

void Server::resource_updated(const std::string& uri) {
  core_->resource_updated(uri);
}

Server::NamedToken Server::shared_token(RequestContext& context, const std::optional<std::string>& id) {
  CallerToken token = core_->cancellation_methods.shared_token(context, id);
  return {std::move(token.id), std::move(token.token)};
}

std::optional<JsonText> Server::input_schema(const std::string& tool) const {
  const Tool* found = core_->tools.find(tool);
  if (found == nullptr) return std::nullopt;
  return found->options.input_schema;
}

Executor& Server::executor() {
  return core_->executor;
}

const ServerOptions& Server::options() const {
  return core_->options;
}

bool Server::stop(Millis time, const std::string& reason) {
  return core_->stop(time, reason);
}

}  // namespace cancel::mcp
