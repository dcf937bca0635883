// The decoding half of the codec.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>

#include "base/text.h"
#include "base/timestamp.h"
#include "wire/codec.h"
#include "wire/failures.h"
#include "wire/framework_errors.h"
#include "wire/json_reader.h"
#include "wire/scalar.h"

namespace macie_local::wire {
namespace {

std::string_view ExpectedName(Kind kind) {
  switch (kind) {
    case Kind::kBoolean:
      return "a boolean";
    case Kind::kInteger:
    case Kind::kLong:
      return "an integer";
    case Kind::kDouble:
      return "a number";
    case Kind::kStructure:
    case Kind::kMap:
      return "an object";
    case Kind::kList:
      return "an array";
    default:
      return "a string";
  }
}

class Decoder {
 public:
  // Empty text is taken for `{}`.
  Decoder(std::string_view json, const DecodeOptions& options)
      : reader_(json.find_first_not_of(" \t\r\n") == std::string_view::npos ? "{}" : json), options_(options) {}

  // Returns false when Text says what is wrong.
  bool Run(const StructureDesc& structure, void* out) {
    if (reader_.Peek() != '{') {
      WrongType(options_.root, "an object");
    } else if (Structure(structure, out, options_.root, kDepthMax) && options_.used == nullptr && !reader_.AtEnd()) {
      reader_.Fail("there is more behind the closing brace");
    }
    if (options_.used != nullptr) *options_.used = reader_.offset();
    if (!is_readable() && options_.failed_at != nullptr) *options_.failed_at = reader_.offset();
    return is_readable() && failures_.empty();
  }

  // Says whether the text could be read to its end, so that what is wrong is only its values.
  bool is_readable() const { return reader_.error().empty(); }

  std::string Text() {
    if (is_readable()) return failures_.Text();
    // What was said of a value already has its path; the reader's own words get the place.
    if (located_) return reader_.error();
    return "malformed JSON at byte " + std::to_string(options_.begin + reader_.offset()) + ": " + reader_.error();
  }

 private:
  bool FailAt(const PathFrame* frame, const std::string& what) {
    if (reader_.error().empty()) {
      located_ = true;
      const std::string path = DocumentPath(frame);
      reader_.Fail(path.empty() ? what : path + ": " + what);
    }
    return false;
  }

  bool WrongType(const PathFrame* frame, std::string_view expected) {
    const char next = reader_.Peek();
    return FailAt(frame, std::string(expected) + " is expected; " + std::string(JsonKindName(next)) + " given");
  }

  // A limit is broken: gathered for the API, the end for a document.
  bool Broken(const PathFrame* frame, std::string_view value, bool is_null, std::string constraint) {
    if (options_.strict) {
      return FailAt(frame, constraint + "; " + (is_null ? std::string("none") : base::Quote(value)) + " given");
    }
    failures_.Add(frame, value, is_null, std::move(constraint));
    return true;
  }

  // Members of one object by their bits: those whose name was read, and those that have a value.
  struct Seen {
    std::uint64_t named = 0;
    std::uint64_t given = 0;
  };

  // Which of two is meant can't be known: a document that names a member twice is refused.
  bool Twice(const PathFrame* frame) { return FailAt(frame, "stands twice; each member may stand once"); }

  bool Structure(const StructureDesc& structure, void* out, const PathFrame* frame, int depth_left) {
    if (reader_.Peek() != '{') return WrongType(frame, "an object");
    const std::size_t begin = reader_.offset();
    const std::size_t elements = elements_;
    if (Members(structure, out, frame, depth_left)) return true;
    if (options_.other_forms == nullptr || !options_.other_forms->Has(structure)) return false;
    elements_ = elements;
    return OtherForm(structure, out, frame, depth_left, begin);
  }

  // The object at `begin`, which is not as its table says.
  bool OtherForm(const StructureDesc& structure, void* out, const PathFrame* frame, int depth_left, std::size_t begin) {
    JsonReader object = reader_;
    object.Rewind(begin);
    if (!object.Skip(depth_left)) return false;
    for (const MemberDesc& member : structure.members) member.Reset(out);
    std::size_t failed_at = 0;
    DecodeOptions options = options_;
    options.failed_at = &failed_at;
    options.used = nullptr;
    options.elements_max = options_.elements_max - elements_;
    options.other_forms = nullptr;
    options.root = frame;
    options.begin = options_.begin + begin;
    const auto taken = options_.other_forms->Decode(structure, object.TextSince(begin), options, out);
    if (!taken) return false;
    reader_ = std::move(object);
    located_ = !taken->ok();
    if (taken->ok()) return true;
    reader_.Rewind(begin + failed_at);
    return reader_.Fail(taken->error().text);
  }

  bool Members(const StructureDesc& structure, void* out, const PathFrame* frame, int depth_left) {
    if (depth_left <= 0) return reader_.Fail("the text is nested too deeply");
    reader_.Eat('{');
    Seen seen;
    std::string name;
    if (!reader_.Eat('}')) {
      for (std::size_t next = 0;;) {
        if (const auto expected = TakeExpected(structure, next)) {
          if (!KnownMember(structure, *expected, out, frame, depth_left, &seen)) return false;
          next = *expected + 1;
        } else {
          if (!reader_.ReadString(&name)) return false;
          if (!reader_.Eat(':')) return reader_.Fail("a colon is expected");
          if (!Member(structure, name, out, frame, depth_left, &seen)) return false;
        }
        if (reader_.Eat('}')) break;
        if (!reader_.Eat(',')) return reader_.Fail("a comma or the closing brace is expected");
      }
    }
    return CheckRequired(structure, seen.given, frame);
  }

  // The member whose name is next, when it is one of the few from `from` on: what was encoded by table has its members
  // in the table's order, and a name need not be read and looked up to be known.
  std::optional<std::size_t> TakeExpected(const StructureDesc& structure, std::size_t from) {
    constexpr std::size_t kLookAhead = 6;  // a bucket is without four of its members in a row more often than not
    const std::size_t until = std::min(from + kLookAhead, structure.members.size());
    for (std::size_t i = from; i < until; ++i) {
      const MemberDesc& member = structure.members[i];
      if (member.location == Location::kBody && reader_.EatText(member.key.substr(1))) return i;
    }
    return std::nullopt;
  }

  bool CheckRequired(const StructureDesc& structure, std::uint64_t seen, const PathFrame* frame) {
    const std::uint64_t missing = structure.required & ~seen;
    if (missing == 0) return true;
    for (std::size_t i = 0; i < structure.members.size(); ++i) {
      if ((missing >> i & 1) == 0 || structure.members[i].location != Location::kBody) continue;
      const PathFrame at{frame, structure.members[i].name, static_cast<std::uint32_t>(i)};
      if (!Broken(&at, {}, true, options_.strict ? "is required" : "Member must not be null")) return false;
    }
    return true;
  }

  bool Member(const StructureDesc& structure, const std::string& name, void* out, const PathFrame* frame,
              int depth_left, Seen* seen) {
    const auto index = options_.strict ? FindMemberOfDocument(structure, name) : FindMember(structure, name);
    if (!index || structure.members[*index].location != Location::kBody) {
      if (options_.strict && !options_.pass_unknown && !IsOfEnvelope(name))
        return UnknownMember(structure, name, frame);
      return reader_.Skip(depth_left - 1);
    }
    return KnownMember(structure, *index, out, frame, depth_left, seen);
  }

  bool KnownMember(const StructureDesc& structure, std::size_t index, void* out, const PathFrame* frame, int depth_left,
                   Seen* seen) {
    const MemberDesc& member = structure.members[index];
    const std::uint64_t bit = std::uint64_t{1} << index;
    const PathFrame at{frame, member.name, static_cast<std::uint32_t>(index)};
    if (options_.strict && (seen->named & bit) != 0) return Twice(&at);
    seen->named |= bit;
    const bool is_null = reader_.Peek() == 'n';
    if (is_null || (options_.strict && member.type->kind == Kind::kEnum && reader_.EatText("\"\""))) {
      member.Reset(out);
      seen->given &= ~bit;
      return !is_null || reader_.ReadLiteral("null");
    }
    seen->given |= bit;
    bool keep = true;
    if (!Value(*member.type, member.Emplace(out), &at, depth_left - 1, &keep)) return false;
    if (!keep) member.Reset(out);
    return true;
  }

  bool UnknownMember(const StructureDesc& structure, const std::string& name, const PathFrame* frame) {
    const PathFrame at{frame, name, 0};
    std::string allowed;
    for (const MemberDesc& member : structure.members) {
      if (member.location != Location::kBody) continue;
      allowed += (allowed.empty() ? "" : ", ") + std::string(member.name);
    }
    return FailAt(&at, "unknown member; allowed are " + allowed);
  }

  // `keep` becomes false when the value broke its enum and nothing was stored.
  bool Value(const TypeDesc& type, void* out, const PathFrame* frame, int depth_left, bool* keep) {
    switch (type.kind) {
      case Kind::kStructure:
        return Structure(*type.structure, out, frame, depth_left);
      case Kind::kList:
        return List(type, out, frame, depth_left) && CheckLimits(type, out, frame);
      case Kind::kMap:
        return MapOf(type, out, frame, depth_left) && CheckLimits(type, out, frame);
      case Kind::kBoolean:
        return Boolean(static_cast<bool*>(out), frame);
      case Kind::kInteger:
      case Kind::kLong:
        return Integer(type, static_cast<std::int64_t*>(out), frame) && CheckLimits(type, out, frame);
      case Kind::kDouble:
        return Double(static_cast<double*>(out), frame);
      case Kind::kString:
        if (reader_.Peek() != '"') return WrongType(frame, "a string");
        return reader_.ReadString(static_cast<std::string*>(out)) && CheckLimits(type, out, frame);
      case Kind::kSharedText:
        if (reader_.Peek() != '"') return WrongType(frame, "a string");
        if (!reader_.ReadString(&scratch_)) return false;
        *static_cast<base::SharedText*>(out) = scratch_;
        return CheckLimits(type, out, frame);
      case Kind::kTimestamp:
        return Time(static_cast<Timestamp*>(out), frame);
      case Kind::kEnum:
        break;
    }
    return Enum(type, out, frame, keep);
  }

  bool Enum(const TypeDesc& type, void* out, const PathFrame* frame, bool* keep) {
    if (reader_.Peek() != '"') return WrongType(frame, "a string");
    if (!reader_.ReadString(&scratch_)) return false;
    const auto index = FindEnumValue(*type.enumeration, scratch_);
    if (index) {
      *static_cast<std::uint8_t*>(out) = static_cast<std::uint8_t>(*index);
      return true;
    }
    *keep = false;
    return Broken(frame, scratch_, false, EnumConstraint(*type.enumeration));
  }

  bool Boolean(bool* out, const PathFrame* frame) {
    const char next = reader_.Peek();
    if (next != 't' && next != 'f') return WrongType(frame, "a boolean");
    *out = next == 't';
    return reader_.ReadLiteral(next == 't' ? "true" : "false");
  }

  bool Number(std::string_view* text, const PathFrame* frame, std::string_view expected) {
    const char next = reader_.Peek();
    if (next != '-' && (next < '0' || next > '9')) return WrongType(frame, expected);
    return reader_.ReadNumber(text);
  }

  bool Integer(const TypeDesc& type, std::int64_t* out, const PathFrame* frame) {
    std::string_view text;
    if (options_.quoted_integers && reader_.Peek() == '"') {
      if (!reader_.ReadString(&scratch_)) return false;
      text = scratch_;
    } else if (!Number(&text, frame, ExpectedName(type.kind))) {
      return false;
    }
    const auto value = ParseInteger(text, type.kind);
    if (!value) {
      return FailAt(frame,
                    std::string(type.kind == Kind::kInteger ? "an integer of 32 bits" : "an integer of 64 bits") +
                        " is expected; " + base::Quote(text) + " given");
    }
    *out = *value;
    return true;
  }

  bool Double(double* out, const PathFrame* frame) {
    std::string_view text;
    if (!Number(&text, frame, "a number")) return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *out);
    if (error != std::errc() || !std::isfinite(*out)) {
      return FailAt(frame, "a number in the range of a double is expected; " + base::Quote(text) + " given");
    }
    return true;
  }

  bool Time(Timestamp* out, const PathFrame* frame) {
    if (reader_.Peek() != '"') return WrongType(frame, "a string");
    if (!reader_.ReadString(&scratch_)) return false;
    const auto time = options_.strict ? base::ParsePrintedTime(scratch_) : base::ParseIso8601(scratch_);
    if (!time) {
      return FailAt(frame, "a time such as '2023-09-24T14:31:13Z' is expected; " + base::Quote(scratch_) + " given");
    }
    *out = *time;
    return true;
  }

  bool CountElement(const PathFrame* frame) {
    if (elements_ == options_.elements_max) {
      return FailAt(frame,
                    "at most " + std::to_string(elements_) + " are taken, of lists and maps together; more given");
    }
    ++elements_;
    return true;
  }

  bool List(const TypeDesc& type, void* out, const PathFrame* frame, int depth_left) {
    if (reader_.Peek() != '[') return WrongType(frame, "an array");
    if (depth_left <= 0) return reader_.Fail("the text is nested too deeply");
    reader_.Eat('[');
    if (reader_.Eat(']')) return true;
    for (std::uint32_t index = 0;; ++index) {
      const PathFrame at{frame, {}, index};
      if (!CountElement(&at)) return false;
      if (reader_.Peek() == 'n') return WrongType(&at, ExpectedName(type.element->kind));
      bool keep = true;
      if (!Element(*type.element, type.list->append(out), &at, depth_left - 1, &keep)) return false;
      const bool drop = options_.check_only && type.element->kind == Kind::kStructure && type.limits == nullptr;
      if (!keep || drop) type.list->pop(out);
      if (reader_.Eat(']')) break;
      if (!reader_.Eat(',')) return reader_.Fail("a comma or the closing bracket is expected");
    }
    return CheckElements(type, out, frame);
  }

  // As Value, but an element's own limits are judged with the whole list in sight.
  bool Element(const TypeDesc& type, void* out, const PathFrame* frame, int depth_left, bool* keep) {
    if (type.kind != Kind::kString) return Value(type, out, frame, depth_left, keep);
    if (reader_.Peek() != '"') return WrongType(frame, "a string");
    return reader_.ReadString(static_cast<std::string*>(out));
  }

  bool CheckElements(const TypeDesc& type, const void* list, const PathFrame* frame) {
    if (type.element->kind != Kind::kString || type.element->limits == nullptr) return true;
    const Limits& limits = *type.element->limits;
    const auto* texts = static_cast<const std::vector<std::string>*>(list);
    for (std::uint32_t i = 0; i < texts->size(); ++i) {
      if (BrokenTextConstraint(limits, (*texts)[i]).empty()) continue;
      return Broken(frame, ShownValue(type, list), false,
                    "Member must satisfy constraint: " + AllTextConstraints(limits));
    }
    return true;
  }

  bool MapOf(const TypeDesc& type, void* out, const PathFrame* frame, int depth_left) {
    if (reader_.Peek() != '{') return WrongType(frame, "an object");
    if (depth_left <= 0) return reader_.Fail("the text is nested too deeply");
    reader_.Eat('{');
    if (reader_.Eat('}')) return true;
    bool told = false;           // one failure for all keys and values
    std::set<std::string> keys;  // strict: those that were read
    for (std::uint32_t index = 0;; ++index) {
      std::string key;
      if (!reader_.ReadString(&key)) return false;
      if (!reader_.Eat(':')) return reader_.Fail("a colon is expected");
      const PathFrame at{frame, key, index};
      if (!CountElement(&at)) return false;
      if (options_.strict && !keys.insert(key).second) return Twice(&at);
      if (reader_.Peek() == 'n') return WrongType(&at, ExpectedName(type.element->kind));
      const Limits* broken = nullptr;
      if (type.key_limits != nullptr && !BrokenTextConstraint(*type.key_limits, key).empty()) broken = type.key_limits;
      void* value = type.map->append(out, std::string(key));
      bool keep = true;
      if (!Element(*type.element, value, &at, depth_left - 1, &keep)) return false;
      const Limits* limits = type.element->kind == Kind::kString ? type.element->limits : nullptr;
      const auto* text = static_cast<const std::string*>(value);
      if (limits != nullptr && broken == nullptr && !BrokenTextConstraint(*limits, *text).empty()) broken = limits;
      if (broken != nullptr && !told) {
        const std::string shown = "{" + key + "=" + (limits != nullptr ? *text : std::string("...")) + "}";
        if (!Broken(frame, shown, false, "Member must satisfy constraint: " + AllTextConstraints(*broken)))
          return false;
        told = true;
      }
      if (!keep) type.map->pop(out);
      if (reader_.Eat('}')) break;
      if (!reader_.Eat(',')) return reader_.Fail("a comma or the closing brace is expected");
    }
    type.map->keep_last(out);
    return true;
  }

  bool CheckLimits(const TypeDesc& type, const void* value, const PathFrame* frame) {
    if (type.limits == nullptr) return true;
    std::string constraint = BrokenConstraint(type, *type.limits, value);
    if (constraint.empty()) return true;
    return Broken(frame, ShownValue(type, value), false, std::move(constraint));
  }

  JsonReader reader_;
  const DecodeOptions& options_;
  Failures failures_;
  std::string scratch_;
  std::size_t elements_ = 0;  // of lists and maps, so far
  bool located_ = false;
};

}  // namespace

base::Status DecodeInto(std::string_view json, const StructureDesc& structure, void* out,
                        const DecodeOptions& options) {
  Decoder decoder(json, options);
  if (!decoder.Run(structure, out)) return base::Error(decoder.Text());
  return base::Done{};
}

Verdict DecodeBody(std::string_view json, const StructureDesc& structure, std::size_t elements_max, void* out) {
  DecodeOptions options;
  options.elements_max = elements_max;
  Decoder decoder(json, options);
  if (decoder.Run(structure, out)) return base::Done{};
  return Refusal{decoder.is_readable() ? *structure.refusal : kSerializationException, decoder.Text()};
}

}  // namespace macie_local::wire
