// The facts as botocore's service-2.json and paginators-1.json, so that a client older than the model can drive every
// operation (the conformance tests do).
#include <nlohmann/json.hpp>

#include "modelc/emit.h"

namespace macie_local::modelc {
namespace {

using Json = nlohmann::ordered_json;

class ClientModel {
 public:
  explicit ClientModel(const Model& model) : model_(model) {}

  Json Service() {
    Json metadata;
    for (const auto& [key, value] : model_.service) metadata[key] = value;
    metadata["protocol"] = "rest-json";
    metadata["jsonVersion"] = "1.1";
    metadata["signatureVersion"] = "v4";
    metadata["serviceFullName"] = "Amazon Macie 2";
    metadata["uid"] = "macie2-" + model_.service.at("apiVersion");
    Json operations;
    for (const auto& op : model_.operations) {
      Json& out = operations[op.name];
      out = {{"name", op.name},
             {"http", {{"method", op.method}, {"requestUri", op.uri}, {"responseCode", op.status}}},
             {"input", {{"shape", op.input}}},
             {"output", {{"shape", op.output}}}};
      out["errors"] = Json::array();
      for (const auto& error : op.errors) out["errors"].push_back({{"shape", error}});
    }
    for (const auto& structure : model_.structures) {
      if (!structure.record) AddStructure(structure);
    }
    for (const auto& enumeration : model_.enums) {
      shapes_[enumeration.name] = {{"type", "string"}, {"enum", enumeration.values}};
    }
    for (const auto& error : model_.errors) AddError(error);
    return {{"version", "2.0"}, {"metadata", metadata}, {"operations", operations}, {"shapes", shapes_}};
  }

  Json Paginators() {
    Json pages = Json::object();
    for (const auto& op : model_.operations) {
      if (op.pages.empty()) continue;
      Json& page = pages[op.name];
      page = {{"input_token", "nextToken"}, {"output_token", "nextToken"}, {"result_key", op.pages}};
      for (const auto& member : model_.FindStructure(op.input)->members) {
        if (member.name == "maxResults") page["limit_key"] = "maxResults";
      }
    }
    return {{"pagination", pages}};
  }

 private:
  std::string Shape(const Type& type) {
    static const char* kNames[] = {"string", "boolean", "integer", "long", "double", "timestamp"};
    if (type.kind == Kind::kEnum || type.kind == Kind::kStructure) return type.name;
    if (type.kind == Kind::kList || type.kind == Kind::kMap) {
      const std::string element = Shape(*type.element);
      const bool list = type.kind == Kind::kList;
      const std::string name = (list ? "__listOf" : "__mapOf") + element;
      shapes_[name] = list ? Json{{"type", "list"}, {"member", {{"shape", element}}}}
                           : Json{{"type", "map"}, {"key", {{"shape", "__string"}}}, {"value", {{"shape", element}}}};
      shapes_["__string"] = {{"type", "string"}};
      return name;
    }
    const char* kind = kNames[static_cast<int>(type.kind)];
    const std::string name = std::string("__") + kind;
    shapes_[name] = {{"type", kind}};
    if (type.kind == Kind::kTimestamp) shapes_[name]["timestampFormat"] = "iso8601";
    return name;
  }

  void AddStructure(const Structure& structure) {
    Json out{{"type", "structure"}, {"members", Json::object()}};
    Json required = Json::array();
    for (const auto& member : structure.members) {
      Json& shape = out["members"][member.name];
      shape["shape"] = Shape(member.type);
      if (!member.location.empty()) {
        shape["location"] = member.location == "path" ? "uri" : "querystring";
        shape["locationName"] = member.name;
      } else {
        shape["locationName"] = member.name;
      }
      if (member.token) shape["idempotencyToken"] = true;
      if (member.required_in_facts) required.push_back(member.name);
    }
    if (!required.empty()) out["required"] = required;
    shapes_[structure.name] = out;
  }

  void AddError(const Error& error) {
    shapes_["__string"] = {{"type", "string"}};
    Json out{{"type", "structure"},
             {"members", {{"message", {{"shape", "__string"}, {"locationName", "message"}}}}},
             {"error", {{"httpStatusCode", error.status}}},
             {"exception", true}};
    if (error.message_required) out["required"] = {"message"};
    shapes_[error.name] = out;
  }

  const Model& model_;
  Json shapes_;
};

}  // namespace

Files EmitClientModel(const Model& model) {
  ClientModel client(model);
  const std::string folder = model.service.at("endpointPrefix") + "/" + model.service.at("apiVersion") + "/";
  return {{folder + "service-2.json", client.Service().dump(1) + "\n"},
          {folder + "paginators-1.json", client.Paginators().dump(1) + "\n"}};
}

}  // namespace macie_local::modelc
