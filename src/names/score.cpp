#include "names/run.h"

namespace macie_local::names {
namespace {

constexpr int kAccepted = 7;
constexpr int kAcceptedUnknown = 6;
constexpr int kAcceptedReversed = 9;
constexpr int kOften = 5;  // a word that is often a name
constexpr int kMost = 7;

class Scorer {
 public:
  Scorer(const Run& run, const Pair& pair)
      : run_(run),
        pair_(pair),
        a_(run.words[pair.first]),
        b_(run.words[pair.last]),
        given_(a_.facts.given),
        surname_(b_.facts.surname),
        mailed_(run.mailed && pair.last + 1 == run.size),
        strong_(pair.titled || mailed_ || run.labelled || run.copyright),
        name_cell_(run.setting == Setting::kNameCell) {}

  std::optional<int> Run() {
    if (IsDenied()) return std::nullopt;
    if (!MayBeGiven()) return Reversed();
    if (surname_ == 0 && !GuessSurname()) return std::nullopt;
    if (IsThing()) return std::nullopt;
    const int given = (given_ != 0 ? given_ : 3) - a_.facts.common;
    const int surname = surname_ - b_.facts.common + (pair_.particle ? 2 : 0);
    if ((given < 1 || surname < 1) && !(strong_ && given + surname >= 4)) return std::nullopt;
    score_ = given + surname;
    AddContext();
    SubtractPlaces();
    if (!LookBefore() || !LookBehind() || !LookAtLine()) return std::nullopt;
    return score_ >= Threshold() ? std::optional(score_) : std::nullopt;
  }

 private:
  bool IsNeighbour() const { return pair_.last == pair_.first + 1; }

  // Places, firms and things of two words that would pass.
  bool IsDenied() const {
    if (!IsNeighbour() || pair_.titled || run_.mailed) return false;
    Folded key(run_.Text(a_));
    key.Add(Folded(run_.Text(b_)).view());
    return kPairs.Has(key.view());
  }

  bool MayBeGiven() const {
    if (given_ != 0) return true;
    const bool both_new = (pair_.titled || mailed_) && !a_.known && !b_.known && !a_.humps && !b_.humps &&
                          !a_.capitals && a_.size() >= 3 && b_.size() >= 4;
    return both_new || (strong_ && a_.facts.surname != 0) || (strong_ && !a_.known && surname_ != 0) ||
           (name_cell_ && (a_.facts.surname != 0 || !a_.known));
  }

  // The surname first: two words that are hardly anything else.
  std::optional<int> Reversed() const {
    const bool sure = a_.facts.surname >= 4 && b_.facts.given >= kOften && a_.facts.common == 0 &&
                      b_.facts.common == 0 && pair_.middles == 0 && !b_.facts.place && IsNeighbour();
    const bool alone = run_.size <= 3 && !(pair_.first > 0 && run_.words[pair_.first - 1].kind == Kind::kWord);
    if (!sure || !alone || b_.facts.surname > 5) return std::nullopt;
    const int score = b_.facts.given - 1 + a_.facts.surname;
    const bool doubtful = run_.setting == Setting::kFree && a_.facts.surname < kOften;
    return score >= kAcceptedReversed + (doubtful ? 1 : 0) ? std::optional(score) : std::nullopt;
  }

  // A word that is no known surname may be one behind a given name that is hardly anything else.
  bool GuessSurname() {
    const WordFacts& first = a_.facts;
    const WordFacts& last = b_.facts;
    const bool rare = b_.known && ((last.common <= 1 && last.given == 0) ||
                                   (last.common == 0 && first.given >= kOften && !last.place));
    if (b_.known && !rare) {
      surname_ = 2;
      return strong_ && last.given != 0;
    }
    constexpr std::size_t kGuessedBytesMin = 4;
    if (b_.size() < kGuessedBytesMin && !strong_) return false;
    if (strong_ || name_cell_) {
      surname_ = 3;
      return true;
    }
    const bool sure = given_ >= kMost || (given_ >= kOften && first.common <= 1 && !rare);
    if (!sure || first.common > (rare ? 1 : 2) || (first.place && given_ != kMost) || first.country) return false;
    if (b_.capitals || b_.humps || run_.heading) return false;
    surname_ = 1 + (last.common > 0 ? 1 : 0);
    unknown_ = true;
    return true;
  }

  // "Anna Street", "12 Morgan Park".
  bool IsThing() const {
    if (pair_.titled) return false;
    const Roles roles = RolesOf(run_.Text(b_));
    if (roles.Any(role::kNoSurname)) return true;
    const bool numbered =
        a_.begin >= 2 && ByteAt(run_.text, a_.begin - 1) == ' ' && IsDigit(ByteAt(run_.text, a_.begin - 2));
    return pair_.first == 0 && roles.Any(role::kThingBehind) && numbered;
  }

  void AddContext() {
    if (pair_.titled) score_ += 4;
    if (mailed_) score_ += 5;
    if (run_.labelled || run_.copyright) score_ += 3;
    if (run_.announced) score_ += 2;
    if (name_cell_) score_ += 3;
    if (pair_.middles != 0 && a_.facts.common == 0) score_ += 1;
  }

  void SubtractPlaces() {
    if (a_.facts.place && b_.facts.place) score_ -= 4;
    if (b_.facts.country) score_ -= 3;
    if (a_.facts.country && a_.facts.common != 0) score_ -= 3;
  }

  // False: what stands before it lets it be no name.
  bool LookBefore() {
    if (pair_.first == 0) {
      if (run_.mark == 0 && !pair_.titled && run_.before.Any(role::kPlaceBefore)) score_ -= 5;
      return true;
    }
    const Word& before = run_.words[pair_.first - 1];
    if (before.kind == Kind::kParticle && !before.small) score_ -= 3;
    if (before.kind != Kind::kWord || pair_.titled) return true;
    const Roles roles = RolesOf(run_.Text(before));
    if (roles.Any(role::kNeverBefore)) return false;
    if (roles.Any(role::kPlaceBefore)) {
      score_ -= 5;
    } else if (roles.Any(role::kPerson)) {
      score_ += 1;
    } else {
      score_ -= before.facts.surname != 0 || before.facts.given != 0 ? 2 : 1;
    }
    return true;
  }

  // False: what stands behind it makes a thing of it.
  bool LookBehind() {
    if (pair_.last + 1 >= run_.size) {
      LookAtSmallWordBehind();
      return true;
    }
    const Word& next = run_.words[pair_.last + 1];
    if (next.kind != Kind::kWord && next.kind != Kind::kTitle) return true;
    if (RolesOf(run_.Text(next)).Any(role::kThingBehind)) return false;
    if (pair_.last + 2 < run_.size && !pair_.titled) {
      const Word& second = run_.words[pair_.last + 2];
      if (second.kind == Kind::kWord && RolesOf(run_.Text(second)).Any(role::kThingBehind)) return false;
    }
    const WordFacts& facts = next.facts;
    if ((facts.common >= 2 && facts.surname == 0) || (facts.common >= 1 && facts.common >= facts.surname)) {
      score_ -= 3;
    } else if (facts.surname < 4 || facts.common >= 2) {
      score_ -= 2;
    }
    return true;
  }

  void LookAtSmallWordBehind() {
    constexpr std::size_t kBytesMax = 15;
    if (ByteAt(run_.text, b_.end) != ' ' || pair_.titled) return;
    std::size_t size = 0;
    while (size < kBytesMax && IsAsciiLetter(ByteAt(run_.text, b_.end + 1 + size))) ++size;
    if (size != 0 && RolesOf(run_.text.substr(b_.end + 1, size)).Any(role::kThingBehindSmall)) score_ -= 4;
  }

  // Headings, lines of capitals, and two words that are both common. False: it is no name.
  bool LookAtLine() {
    const int first = a_.facts.common;
    const int last = b_.facts.common;
    if (run_.heading && !strong_ && run_.setting == Setting::kFree && run_.size >= 3 && (first != 0 || last != 0)) {
      score_ -= 3;
    }
    const bool bare = !strong_ && !run_.announced && !name_cell_;
    if (a_.capitals && bare) {
      constexpr std::size_t kShort = 4;
      score_ -= b_.size() < kShort && b_.facts.surname < 6 ? 4 : 2;
    }
    if (first >= 2 && last >= 2 && bare && !(a_.facts.given >= kOften && b_.facts.surname >= kMost)) return false;
    if (first >= 2 && b_.facts.surname < kOften && !strong_ && !name_cell_ && !pair_.particle) score_ -= 1;
    return true;
  }

  int Threshold() const {
    int threshold = kAccepted;
    if (a_.facts.common == 0 && b_.facts.common == 0) threshold = kAccepted - 1;
    if (unknown_) threshold = kAcceptedUnknown - (given_ >= kMost ? 1 : 0);
    return strong_ ? threshold - 1 : threshold;
  }

  const names::Run& run_;
  const Pair& pair_;
  const Word& a_;
  const Word& b_;
  int given_;
  int surname_;
  bool mailed_;
  bool strong_;  // what stands around it says that it is a name
  bool name_cell_;
  bool unknown_ = false;  // the surname is no known word
  int score_ = 0;
};

}  // namespace

std::optional<int> Score(const Run& run, const Pair& pair) {
  return Scorer(run, pair).Run();
}

}  // namespace macie_local::names
