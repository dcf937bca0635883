// The names of the headers in which objects are told of.
#pragma once

#include <string_view>

namespace macie_local::gateway {

inline constexpr std::string_view kTypeHeader = "Content-Type";
inline constexpr std::string_view kClassHeader = "x-amz-storage-class";
inline constexpr std::string_view kTaggingHeader = "x-amz-tagging";
inline constexpr std::string_view kEncryptionHeader = "x-amz-server-side-encryption";
inline constexpr std::string_view kKeyIdHeader = "x-amz-server-side-encryption-aws-kms-key-id";
inline constexpr std::string_view kModifiedHeader = "x-macie-local-last-modified";

}  // namespace macie_local::gateway
