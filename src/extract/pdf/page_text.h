// The text of one page of a PDF: what its content shows, in the order in which that is done, then what its annotations
// say (ISO 32000-1, 8 and 9).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_stream.h"
#include "extract/pdf/document.h"
#include "extract/pdf/font.h"
#include "extract/pdf/tokens.h"

namespace macie_local::extract {

// x' = a x + c y + e, y' = b x + d y + f.
struct PdfMatrix {
  double a = 1;
  double b = 0;
  double c = 0;
  double d = 1;
  double e = 0;
  double f = 0;
};

// Gives the text piece by piece; each piece is the work of many operators. It never fails: what can't be read is told
// to the document's budget. What it keeps does not grow with the page.
class PdfPageText : public base::ByteStream {
 public:
  // All of them outlive it.
  PdfPageText(const PdfDocument::Page& page, PdfDocument* document, PdfFonts* fonts);

  base::Result<std::string_view> Next() override;
  bool gave_some() const { return gave_some_; }

 private:
  struct State {
    PdfMatrix page;  // from the space of now to that of the page
    std::shared_ptr<const PdfFont> font;
    double size = 1;
    double between_codes = 0;
    double between_words = 0;
    double stretch = 1;
    double leading = 0;
  };
  // Content that is being read: the page's, or a form's within it.
  struct Content {
    PdfObject streams;  // a stream, or an array of them that follow each other
    int next = 0;
    PdfDocument::Bytes bytes;  // of the stream of now
    PdfTokens tokens{{}};
    PdfObject resources;
    std::size_t states = 0;  // how many were saved when it began: those are not its own
    std::uint64_t id = 0;
  };
  struct Operand {
    PdfTokens::Kind kind;
    double number;
    std::size_t begin;  // of its text in operand_bytes_
    std::size_t size;
  };
  using Handler = void (PdfPageText::*)();

  bool Step();
  void TakeToken();
  bool NextStream();
  void End();
  void AddOperand(PdfTokens::Kind kind);
  void TakeWord(std::string_view word);
  static Handler HandlerOf(std::string_view word);

  double Number(std::size_t operand) const;
  PdfMatrix MatrixOfOperands() const;
  // Returns the text of the first operand of this kind, or nothing.
  std::string_view Text(PdfTokens::Kind kind) const;
  PdfObject Resource(const std::string& kind) const;

  // Of operators, by what they do.
  void BeginText() { line_ = text_ = {}; }
  void MoveLine(double x, double y);
  void MoveByOperands() { MoveLine(Number(0), Number(1)); }
  void MoveByOperandsAndSetLeading();
  void NextLine() { MoveLine(0, -state_.leading); }
  void SetTextMatrix() { line_ = text_ = MatrixOfOperands(); }
  void SetFont();
  void SetBetweenCodes() { state_.between_codes = Number(0); }
  void SetBetweenWords() { state_.between_words = Number(0); }
  void SetStretch() { state_.stretch = Number(0) / 100; }
  void SetLeading() { state_.leading = Number(0); }
  void Save();
  void Restore();
  void Transform();
  void ShowForm();
  void ShowStrings();
  void ShowOnNextLine();
  void ShowSpacedOnNextLine();

  void Show(std::string_view codes);
  // Puts a line end or a space before what begins so far from where the last string ended, along its line and across.
  void Separate(double along, double across, double size);

  void TellAnnotation(const PdfObject& annotation);
  void TellField(PdfObject field);
  void TellValue(const std::string& name, const PdfObject& value);

  PdfDocument& document_;
  PdfFonts& fonts_;
  PdfBudget& budget_;
  std::vector<Content> contents_;  // each within the one before
  std::vector<State> states_;
  std::size_t states_left_out_ = 0;
  State state_;
  PdfMatrix text_;
  PdfMatrix line_;
  std::vector<Operand> operands_;
  std::string operand_bytes_;
  std::size_t dictionaries_ = 0;  // that are open in the operands
  // Where the last string ended.
  bool shown_ = false;
  double last_x_ = 0;
  double last_y_ = 0;
  double last_size_ = 0;
  PdfObject annotations_;
  int next_annotation_ = 0;
  std::string out_;
  char last_ = '\n';  // of what was given before out_
  bool gave_some_ = false;
};

}  // namespace macie_local::extract
