#include "extract/pdf/objects.h"

#include <algorithm>
#include <new>
#include <qpdf/Pipeline.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <stdexcept>
#include <utility>

namespace macie_local::extract {
namespace {

// Takes what a stream has, up to a number of bytes.
class CappedText : public Pipeline {
 public:
  explicit CappedText(std::size_t most) : Pipeline("text", nullptr), most_(most) {}

  void write(unsigned char const* data, std::size_t size) override {
    const std::size_t taken = std::min(size, most_ - bytes_.size());
    bytes_.append(reinterpret_cast<const char*>(data), taken);
    if (taken == size) return;
    is_full_ = true;
    // qpdf has no other way to be told that no more is wanted.
    throw std::length_error("the stream has more than may be");
  }
  void finish() override {}

  bool is_full() const { return is_full_; }
  std::string Take() { return std::move(bytes_); }

 private:
  std::size_t most_;
  std::string bytes_;
  bool is_full_ = false;
};

}  // namespace

PdfObject::PdfObject(const QPDFObjectHandle& handle) : handle_(std::make_shared<QPDFObjectHandle>(handle)) {}

bool PdfObject::IsNull() const {
  return handle_ == nullptr || handle_->isNull();
}

bool PdfObject::IsArray() const {
  return handle_ != nullptr && handle_->isArray();
}

bool PdfObject::IsDictionary() const {
  return handle_ != nullptr && handle_->isDictionary();
}

bool PdfObject::IsName() const {
  return handle_ != nullptr && handle_->isName();
}

bool PdfObject::IsNumber() const {
  return handle_ != nullptr && handle_->isNumber();
}

bool PdfObject::IsStream() const {
  return handle_ != nullptr && handle_->isStream();
}

bool PdfObject::IsString() const {
  return handle_ != nullptr && handle_->isString();
}

std::uint64_t PdfObject::id() const {
  if (handle_ == nullptr || !handle_->isIndirect()) return 0;
  const QPDFObjGen number = handle_->getObjGen();
  return std::uint64_t{static_cast<std::uint32_t>(number.getObj())} << 32 | static_cast<std::uint32_t>(number.getGen());
}

PdfObject PdfObject::Member(const std::string& name) const {
  if (IsStream()) return PdfObject(handle_->getDict().getKey(name));
  return IsDictionary() ? PdfObject(handle_->getKey(name)) : PdfObject();
}

int PdfObject::Size() const {
  return IsArray() ? handle_->getArrayNItems() : 0;
}

PdfObject PdfObject::At(int index) const {
  return index >= 0 && index < Size() ? PdfObject(handle_->getArrayItem(index)) : PdfObject();
}

std::string PdfObject::Name() const {
  return IsName() ? handle_->getName().substr(1) : std::string();
}

std::string PdfObject::Text() const {
  return IsString() ? handle_->getUTF8Value() : std::string();
}

double PdfObject::Number() const {
  return IsNumber() ? handle_->getNumericValue() : 0;
}

PdfObjects::PdfObjects() = default;

PdfObjects::~PdfObjects() = default;

PdfObjects::Opened PdfObjects::Open(std::string_view bytes) {
  file_ = std::make_unique<QPDF>();
  file_->setSuppressWarnings(true);
  try {
    file_->processMemoryFile("object", bytes.data(), bytes.size());
    if (!Root().Member("/Pages").Member("/Kids").IsArray()) return Opened::kMalformed;
  } catch (const QPDFExc& error) {
    const bool is_closed = error.getErrorCode() == qpdf_e_password || error.getErrorCode() == qpdf_e_unsupported;
    return is_closed ? Opened::kClosed : Opened::kMalformed;
  }
  return Opened::kYes;
}

PdfObject PdfObjects::Root() {
  return PdfObject(file_->getRoot());
}

PdfObjects::Decoded PdfObjects::Decode(const PdfObject& stream, std::size_t most) {
  // Without a pipeline it says whether all filters are known. What has others is no text: a picture, mostly.
  bool is_known = false;
  stream.handle_->pipeStreamData(nullptr, &is_known, 0, qpdf_dl_specialized);
  Decoded decoded;
  if (!is_known) {
    decoded.is_damaged = true;
    return decoded;
  }
  CappedText text(most);
  const std::size_t warnings = file_->numWarnings();
  const bool is_whole = stream.handle_->pipeStreamData(&text, &is_known, 0, qpdf_dl_specialized);
  decoded.is_cut = text.is_full();
  decoded.is_damaged = !decoded.is_cut && (!is_whole || file_->numWarnings() != warnings);
  decoded.bytes = text.Take();
  return decoded;
}

PdfObjects::Lost PdfObjects::TakeLost() {
  // It is told in words alone. Other damages were mended.
  constexpr std::string_view kNotRead = "error reading object";
  const std::string no_memory = std::bad_alloc().what();
  Lost lost = Lost::kNothing;
  for (const QPDFExc& warning : file_->getWarnings()) {
    const std::string& words = warning.getMessageDetail();
    if (words.find(kNotRead) == std::string::npos) continue;
    if (words.find(no_memory) != std::string::npos) return Lost::kMemory;
    lost = Lost::kObjects;
  }
  return lost;
}

}  // namespace macie_local::extract
