#include "work/scanned.h"

#include <algorithm>

namespace macie_local::work {
namespace {

std::string NameOf(const scan::Plan& plan, const std::string& id) {
  const auto found = std::find_if(plan.custom.begin(), plan.custom.end(),
                                  [&](const scan::CustomIdentifier& custom) { return custom.id == id; });
  return found == plan.custom.end() ? std::string() : found->name;
}

}  // namespace

service::ScannedObject ScannedOf(const objects::ObjectInfo& object, const scan::Plan& plan,
                                 const scan::ObjectResult& result) {
  service::ScannedObject scanned;
  scanned.object = object;
  scanned.status.code = NameOf(result.status);
  if (!result.reason.empty()) scanned.status.reason = std::string_view(result.reason);
  scanned.mime_type = result.mime;
  scanned.size_classified = static_cast<std::int64_t>(object.size);
  for (const scan::Detection& found : result.detections) {
    service::ScannedDetection& detection = scanned.detections.emplace_back();
    detection.type = found.id;
    detection.name = found.custom ? NameOf(plan, found.id) : std::string();
    detection.custom = found.custom;
    detection.count = static_cast<std::int64_t>(found.count);
    detection.places = found.places;
  }
  return scanned;
}

}  // namespace macie_local::work
