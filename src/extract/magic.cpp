#include "extract/magic.h"

#include <algorithm>
#include <array>

namespace macie_local::extract {
namespace {

using namespace std::string_view_literals;

constexpr std::array kMagics = {
    Magic{"\x1F\x8B\x08"sv, 0, "application/gzip", Format::kGzip},
    Magic{"PK\x03\x04"sv, 0, "application/zip", Format::kZip},
    Magic{"PK\x05\x06"sv, 0, "application/zip", Format::kZip},
    Magic{"ustar"sv, 257, "application/x-tar", Format::kTar, true},
    Magic{"%PDF-"sv, 0, "application/pdf", Format::kPdf},
    Magic{"Obj\x01"sv, 0, "application/avro", Format::kAvro},
    Magic{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, 0, "application/x-ole-storage", Format::kOle},
    Magic{"PAR1"sv, 0, "application/parquet", Format::kParquet, true},
    Magic{"PARE"sv, 0, "application/parquet", Format::kParquet, true},
    Magic{"BZh"sv, 0, "application/x-bzip2", Format::kUnsupported, true},
    Magic{"\xFD\x37zXZ\0"sv, 0, "application/x-xz"},
    Magic{"\x28\xB5\x2F\xFD"sv, 0, "application/zstd"},
    Magic{"7z\xBC\xAF\x27\x1C"sv, 0, "application/x-7z-compressed"},
    Magic{"Rar!\x1A\x07"sv, 0, "application/x-rar-compressed"},
    Magic{"\x89PNG\r\n\x1A\n"sv, 0, "image/png"},
    Magic{"\xFF\xD8\xFF"sv, 0, "image/jpeg"},
    Magic{"GIF87a"sv, 0, "image/gif", Format::kUnsupported, true},
    Magic{"GIF89a"sv, 0, "image/gif", Format::kUnsupported, true},
    Magic{"WEBP"sv, 8, "image/webp", Format::kUnsupported, true},
    Magic{"WAVE"sv, 8, "audio/vnd.wave", Format::kUnsupported, true},
    Magic{"ftyp"sv, 4, "video/mp4", Format::kUnsupported, true},
    Magic{"ID3"sv, 0, "audio/mpeg", Format::kUnsupported, true},
    Magic{"\x7F\x45LF"sv, 0, "application/x-executable"},
};

}  // namespace

const Magic* FindMagic(std::string_view head) {
  constexpr std::size_t kBytesNear = 512;
  const bool zeros = head.substr(0, kBytesNear).find('\0') != std::string_view::npos;
  const auto found = std::find_if(kMagics.begin(), kMagics.end(), [&](const Magic& magic) {
    return (zeros || !magic.zeros) && head.size() >= magic.offset && head.substr(magic.offset).starts_with(magic.bytes);
  });
  return found == kMagics.end() ? nullptr : &*found;
}

}  // namespace macie_local::extract
