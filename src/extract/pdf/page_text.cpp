#include "extract/pdf/page_text.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <new>
#include <utility>

namespace macie_local::extract {
namespace {

constexpr std::size_t kOutBytes = 64 << 10;  // a piece has about so many
constexpr std::uint64_t kFormCost = 16;      // in operators
constexpr std::uint64_t kAnnotationCost = 16;
constexpr int kFieldsNestedMax = 32;
constexpr std::size_t kFieldNameBytesMax = 256;

// Distances between the end of a string and the beginning of the next, in parts of the larger font: from here on they
// are words of their own, or lines.
constexpr double kWordGap = 0.15;
constexpr double kLineGap = 0.5;

PdfMatrix Product(const PdfMatrix& x, const PdfMatrix& y) {
  return {x.a * y.a + x.b * y.c, x.a * y.b + x.b * y.d,       x.c * y.a + x.d * y.c,
          x.c * y.b + x.d * y.d, x.e * y.a + x.f * y.c + y.e, x.e * y.b + x.f * y.d + y.f};
}

PdfMatrix Moved(const PdfMatrix& matrix, double x, double y) {
  return Product({1, 0, 0, 1, x, y}, matrix);
}

PdfMatrix MatrixOf(const PdfObject& array) {
  if (array.Size() != 6) return {};
  const auto at = [&](int i) { return array.At(i).Number(); };
  return {at(0), at(1), at(2), at(3), at(4), at(5)};
}

}  // namespace

PdfPageText::PdfPageText(const PdfDocument::Page& page, PdfDocument* document, PdfFonts* fonts)
    : document_(*document),
      fonts_(*fonts),
      budget_(document->budget()),
      annotations_(page.dictionary.Member("/Annots")) {
  contents_.emplace_back();
  contents_.back().streams = page.dictionary.Member("/Contents");
  contents_.back().resources = page.resources;
}

base::Result<std::string_view> PdfPageText::Next() {
  if (!out_.empty()) last_ = out_.back();
  out_.clear();
  try {
    while (out_.size() < kOutBytes && !budget_.is_spent() && Step()) {
    }
  } catch (const std::bad_alloc&) {
    budget_.Lack(reason::kUnparseable);
    contents_.clear();
  } catch (const std::exception&) {
    budget_.Lack(reason::kMalformed);
    contents_.clear();
  }
  gave_some_ = gave_some_ || !out_.empty();
  budget_.SpendText(out_.size());
  return std::string_view(out_);
}

// Returns false when nothing is left.
bool PdfPageText::Step() {
  if (!contents_.empty()) {
    TakeToken();
    return true;
  }
  if (!annotations_.IsArray() || next_annotation_ >= annotations_.Size()) return false;
  if (budget_.SpendOperators(kAnnotationCost)) TellAnnotation(annotations_.At(next_annotation_++));
  return true;
}

void PdfPageText::TakeToken() {
  PdfTokens& tokens = contents_.back().tokens;
  const PdfTokens::Kind kind = tokens.Next();
  switch (kind) {
    case PdfTokens::Kind::kFinished:
      if (!NextStream()) End();
      break;
    case PdfTokens::Kind::kDictionaryBegin:
      ++dictionaries_;
      break;
    case PdfTokens::Kind::kDictionaryEnd:
      dictionaries_ -= dictionaries_ > 0 ? 1 : 0;
      break;
    case PdfTokens::Kind::kWord:
      TakeWord(tokens.text());
      break;
    case PdfTokens::Kind::kNumber:
    case PdfTokens::Kind::kString:
    case PdfTokens::Kind::kName:
      if (dictionaries_ == 0) AddOperand(kind);
      break;
    default:  // arrays have one level here, and are told by their operator
      break;
  }
}

bool PdfPageText::NextStream() {
  Content& content = contents_.back();
  const bool is_array = content.streams.IsArray();
  if (content.next >= (is_array ? content.streams.Size() : 1)) return false;
  if (!budget_.SpendOperators(1)) return false;
  const PdfObject stream = is_array ? content.streams.At(content.next) : content.streams;
  ++content.next;
  if (!stream.IsStream()) {
    if (!stream.IsNull() || stream.id() != 0) budget_.Lack(reason::kMalformed);
    return true;
  }
  content.tokens = PdfTokens({});
  content.bytes.reset();
  std::uint64_t taken = 0;
  for (const Content& around : contents_) taken += around.bytes == nullptr ? 0 : around.bytes->size();
  const std::uint64_t most = budget_.stream_bytes_max() - std::min(taken, budget_.stream_bytes_max());
  content.bytes = document_.Decode(stream, static_cast<std::size_t>(most));
  content.tokens = PdfTokens(*content.bytes);
  return true;
}

// The content that is read now has ended; what was around it goes on as it was.
void PdfPageText::End() {
  const std::size_t states = contents_.back().states;
  contents_.pop_back();
  operands_.clear();
  operand_bytes_.clear();
  dictionaries_ = 0;
  states_left_out_ = 0;
  if (states == 0) return;
  state_ = std::move(states_[states - 1]);
  states_.resize(states - 1);
}

void PdfPageText::AddOperand(PdfTokens::Kind kind) {
  const PdfTokens& tokens = contents_.back().tokens;
  const std::string_view text = kind == PdfTokens::Kind::kNumber ? std::string_view() : tokens.text();
  if (operands_.size() >= kPdfOperandsMax || text.size() > kPdfOperandBytesMax - operand_bytes_.size()) {
    budget_.Lack(reason::kMalformed);
    return;
  }
  operands_.push_back({kind, tokens.number(), operand_bytes_.size(), text.size()});
  operand_bytes_.append(text);
}

void PdfPageText::TakeWord(std::string_view word) {
  if (word == "true" || word == "false" || word == "null") return;
  // No operator stands in a dictionary: that has not been closed.
  dictionaries_ = 0;
  if (word == "ID") contents_.back().tokens.SkipImage();
  const Handler handler = HandlerOf(word);
  if (!budget_.SpendOperators(1)) return;
  if (handler != nullptr) (this->*handler)();
  operands_.clear();
  operand_bytes_.clear();
}

PdfPageText::Handler PdfPageText::HandlerOf(std::string_view word) {
  struct Operator {
    char name[2];
    Handler handler;
  };
  static constexpr Operator kOperators[] = {
      {{'T', 'j'}, &PdfPageText::ShowStrings},
      {{'T', 'J'}, &PdfPageText::ShowStrings},
      {{'T', 'd'}, &PdfPageText::MoveByOperands},
      {{'T', 'm'}, &PdfPageText::SetTextMatrix},
      {{'T', 'f'}, &PdfPageText::SetFont},
      {{'T', '*'}, &PdfPageText::NextLine},
      {{'T', 'D'}, &PdfPageText::MoveByOperandsAndSetLeading},
      {{'T', 'c'}, &PdfPageText::SetBetweenCodes},
      {{'T', 'w'}, &PdfPageText::SetBetweenWords},
      {{'T', 'z'}, &PdfPageText::SetStretch},
      {{'T', 'L'}, &PdfPageText::SetLeading},
      {{'B', 'T'}, &PdfPageText::BeginText},
      {{'q', '\0'}, &PdfPageText::Save},
      {{'Q', '\0'}, &PdfPageText::Restore},
      {{'c', 'm'}, &PdfPageText::Transform},
      {{'D', 'o'}, &PdfPageText::ShowForm},
      {{'\'', '\0'}, &PdfPageText::ShowOnNextLine},
      {{'"', '\0'}, &PdfPageText::ShowSpacedOnNextLine},
  };
  if (word.size() > 2) return nullptr;
  const char second = word.size() == 2 ? word[1] : '\0';
  const auto* const found = std::find_if(std::begin(kOperators), std::end(kOperators), [&](const Operator& known) {
    return known.name[0] == word[0] && known.name[1] == second;
  });
  return found == std::end(kOperators) ? nullptr : found->handler;
}

double PdfPageText::Number(std::size_t operand) const {
  const bool is_number = operand < operands_.size() && operands_[operand].kind == PdfTokens::Kind::kNumber;
  return is_number ? operands_[operand].number : 0;
}

PdfMatrix PdfPageText::MatrixOfOperands() const {
  return {Number(0), Number(1), Number(2), Number(3), Number(4), Number(5)};
}

std::string_view PdfPageText::Text(PdfTokens::Kind kind) const {
  for (const Operand& operand : operands_) {
    if (operand.kind == kind) return std::string_view(operand_bytes_).substr(operand.begin, operand.size);
  }
  return {};
}

PdfObject PdfPageText::Resource(const std::string& kind) const {
  const PdfObject all = contents_.back().resources.Member(kind);
  return all.Member("/" + std::string(Text(PdfTokens::Kind::kName)));
}

void PdfPageText::MoveLine(double x, double y) {
  line_ = text_ = Moved(line_, x, y);
}

void PdfPageText::MoveByOperandsAndSetLeading() {
  state_.leading = -Number(1);
  MoveByOperands();
}

void PdfPageText::SetFont() {
  state_.size = Number(1);
  state_.font = fonts_.Get(Resource("/Font"));
}

void PdfPageText::Save() {
  if (states_.size() < kPdfStatesMax) {
    states_.push_back(state_);
    return;
  }
  ++states_left_out_;
  budget_.Lack(reason::kMalformed);
}

void PdfPageText::Restore() {
  if (states_left_out_ > 0) {
    --states_left_out_;
  } else if (states_.size() > contents_.back().states) {
    state_ = std::move(states_.back());
    states_.pop_back();
  }
}

void PdfPageText::Transform() {
  state_.page = Product(MatrixOfOperands(), state_.page);
}

void PdfPageText::ShowForm() {
  const PdfObject form = Resource("/XObject");
  if (!form.IsStream() || form.Member("/Subtype").Name() != "Form") return;

  const bool shows_itself =
      std::any_of(contents_.begin(), contents_.end(), [&](const Content& around) { return around.id == form.id(); });
  if (shows_itself || contents_.size() > kPdfFormsNestedMax) {
    budget_.Lack(reason::kMalformed);
    return;
  }
  if (!budget_.SpendOperators(kFormCost)) return;
  Content content;
  content.streams = form;
  content.id = form.id();
  content.resources = form.Member("/Resources");
  if (!content.resources.IsDictionary()) content.resources = contents_.back().resources;
  states_.push_back(state_);
  content.states = states_.size();
  state_.page = Product(MatrixOf(form.Member("/Matrix")), state_.page);
  contents_.push_back(std::move(content));
}

// Strings, and numbers between them that move what follows back.
void PdfPageText::ShowStrings() {
  for (const Operand& operand : operands_) {
    if (operand.kind == PdfTokens::Kind::kString) {
      Show(std::string_view(operand_bytes_).substr(operand.begin, operand.size));
    } else if (operand.kind == PdfTokens::Kind::kNumber) {
      text_ = Moved(text_, -operand.number / 1000 * state_.size * state_.stretch, 0);
    }
  }
}

void PdfPageText::ShowOnNextLine() {
  NextLine();
  Show(Text(PdfTokens::Kind::kString));
}

void PdfPageText::ShowSpacedOnNextLine() {
  state_.between_words = Number(0);
  state_.between_codes = Number(1);
  ShowOnNextLine();
}

void PdfPageText::Show(std::string_view codes) {
  if (codes.empty()) return;
  if (state_.font == nullptr) state_.font = fonts_.Get(PdfObject());
  const PdfMatrix begin = Product(text_, state_.page);
  double scale = std::hypot(begin.a, begin.b);
  if (!(scale > 0)) scale = 1;
  const double size = std::abs(state_.size) * scale;
  if (shown_) {
    const double x = begin.e - last_x_;
    const double y = begin.f - last_y_;
    const double along = (x * begin.a + y * begin.b) / scale;
    const double across = (y * begin.a - x * begin.b) / scale;
    Separate(along, across, std::max(size, last_size_));
  }
  double advance = 0;
  while (!codes.empty()) {
    const PdfFont::Code code = state_.font->First(codes);
    codes.remove_prefix(code.bytes);
    state_.font->AppendText(code, &out_);
    const double space = state_.between_codes + (code.is_space() ? state_.between_words : 0);
    advance += (state_.font->Width(code) * state_.size + space) * state_.stretch;
  }
  text_ = Moved(text_, advance, 0);
  const PdfMatrix end = Product(text_, state_.page);
  last_x_ = end.e;
  last_y_ = end.f;
  last_size_ = size;
  shown_ = true;
}

void PdfPageText::Separate(double along, double across, double size) {
  const char before = out_.empty() ? last_ : out_.back();
  if (before == '\n') return;
  if (std::abs(across) > kLineGap * size) {
    out_ += '\n';
  } else if (before != ' ' && (along > kWordGap * size || along < -size)) {
    out_ += ' ';
  }
}

void PdfPageText::TellAnnotation(const PdfObject& annotation) {
  if (!annotation.IsDictionary()) return;
  TellValue({}, annotation.Member("/Contents"));
  if (annotation.Member("/Subtype").Name() == "Widget") TellField(annotation);
}

// A field's value and names may stand in the fields that it is part of. The name that people are shown is the first
// choice: a keyword may be in it.
void PdfPageText::TellField(PdfObject field) {
  PdfObject value;
  std::string name;
  std::string shown_name;
  for (int i = 0; i < kFieldsNestedMax && field.IsDictionary(); ++i) {
    const auto take = [&](const char* key, std::string* text) {
      const PdfObject found = field.Member(key);
      if (text->empty() && found.IsString()) *text = found.Text().substr(0, kFieldNameBytesMax);
    };
    take("/TU", &shown_name);
    take("/T", &name);
    if (value.IsNull()) value = field.Member("/V");
    field = field.Member("/Parent");
  }
  if (!shown_name.empty()) name = shown_name;
  const int count = value.IsArray() ? value.Size() : 0;
  for (int i = 0; i < count && budget_.SpendOperators(1); ++i) TellValue(name, value.At(i));
  TellValue(name, value);
}

void PdfPageText::TellValue(const std::string& name, const PdfObject& value) {
  std::string text;
  if (value.IsString()) {
    text = value.Text();
    if (!budget_.SpendDecoded(text.size())) return;
  } else if (value.IsStream()) {
    text = *document_.Decode(value, static_cast<std::size_t>(budget_.stream_bytes_max()));
  }
  if (text.empty()) return;
  if ((out_.empty() ? last_ : out_.back()) != '\n') out_ += '\n';
  if (!name.empty()) out_.append(name).append(": ");
  out_.append(text);
}

}  // namespace macie_local::extract
