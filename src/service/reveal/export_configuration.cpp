// GetClassificationExportConfiguration, PutClassificationExportConfiguration (behaviour 7). Whether the
// bucket and the key exist and let Macie write is not checked: the emulator has neither [I].
#include "model/handlers/export_configuration.h"
#include "base/text.h"
#include "model/types/export_configuration.h"
#include "service/core/messages.h"
#include "service/core/settings.h"

namespace macie_local::service {
namespace {

// "arn:<partition>:kms:<region>:<account>:key/<id>"
bool IsKeyArn(std::string_view text) {
  if (!text.starts_with("arn:aws")) return false;
  const std::size_t service = text.find(':', 4);
  return service != std::string_view::npos && text.substr(service).starts_with(":kms:") &&
         text.find(":key/") != std::string_view::npos;
}

}  // namespace

wire::Outcome<model::GetClassificationExportConfigurationResponse> GetClassificationExportConfiguration(
    const Call& call, const state::Snapshot& snapshot, const model::GetClassificationExportConfigurationRequest&) {
  model::GetClassificationExportConfigurationResponse response;
  // Never absent: Terraform reads it unguarded.
  response.configuration = SettingsOf(snapshot.partition(call.caller))
                               .exportConfiguration.value_or(model::ClassificationExportConfiguration());
  return response;
}

wire::Outcome<model::PutClassificationExportConfigurationResponse> PutClassificationExportConfiguration(
    const Call& call, state::Transaction& transaction,
    const model::PutClassificationExportConfigurationRequest& request) {
  const auto& destination = request.configuration.s3Destination;
  if (destination && !IsKeyArn(destination->kmsKeyArn)) {
    return RequestFailed(
        "configuration.s3Destination.kmsKeyArn must be the ARN of a KMS key, such as "
        "arn:aws:kms:us-east-1:123456789012:key/<id>; '" +
        base::Shorten(destination->kmsKeyArn, 200) + "' given");
  }
  model::SettingsRecord settings = SettingsOf(transaction.partition(call.caller));
  settings.exportConfiguration.reset();
  if (destination) settings.exportConfiguration = request.configuration;
  PutSettings(call, transaction, std::move(settings));
  model::PutClassificationExportConfigurationResponse response;
  response.configuration = request.configuration;
  return response;
}

}  // namespace macie_local::service
