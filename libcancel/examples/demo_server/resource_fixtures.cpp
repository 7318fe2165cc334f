#include "tools.hpp"

namespace demo {

using namespace cancel::mcp;

namespace {

ResourceHandler text_resource(std::string text) {
  return [text = std::move(text)](RequestContext&, const std::string& uri, const cancel::Labels&) {
    return ResourceResult{{ResourceContents{uri, "text/plain", text, {}}}};
  };
}

ResourceResult data_of(RequestContext&, const std::string& uri, const cancel::Labels& variables) {
  const std::string& id = variables.at("id");
  JsonWriter json;
  json.begin_object().member("id", id).member("templateTest", true).member("data", "Data for ID: " + id).end_object();
  return ResourceResult{{ResourceContents{uri, "application/json", json.take().text(), {}}}};
}

}  // namespace

void add_resource_fixtures(Server& server) {
  ResourceOptions options;
  options.uri = "test://static-text";
  options.name = "static-text";
  options.description = "A text that never changes";
  options.mime_type = "text/plain";
  server.add_resource(options, text_resource("This is the content of the static text resource."));

  options.uri = "test://static-binary";
  options.name = "static-binary";
  options.description = "A picture that never changes";
  options.mime_type = "image/png";
  server.add_resource(options, [](RequestContext&, const std::string& uri, const cancel::Labels&) {
    return ResourceResult{{ResourceContents{uri, "image/png", {}, std::string(red_dot)}}};
  });

  options.uri = "test://watched-resource";
  options.name = "watched-resource";
  options.description = "A text that can be subscribed to";
  options.mime_type = "text/plain";
  server.add_resource(options, text_resource("This is the content of the watched resource."));

  options.uri = "test://template/{id}/data";
  options.name = "template";
  options.description = "Data by id";
  options.mime_type = "application/json";
  server.add_resource_template(options, data_of);
}

}  // namespace demo
