// A field of an update: left alone, cleared, or set.
#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace daybook {

template <class T>
class Change {
 public:
  /// Left alone.
  Change() = default;
  /// Set to `value`. Implicit, so that designated initialisers read like plain fields.
  Change(T value) : given_(true), value_(std::move(value)) {}  // NOLINT(google-explicit-constructor): reads like a field
  /// A literal is two conversions away from a change of text, one more than the language makes by itself.
  Change(const char* text)  // NOLINT(google-explicit-constructor): reads like a field
    requires std::is_same_v<T, std::string>
      : Change(T(text)) {}

  static Change cleared() {
    Change change;
    change.given_ = true;
    return change;
  }

  bool given() const { return given_; }
  bool clears() const { return given_ && !value_; }
  /// The new value; nothing when left alone or cleared.
  const std::optional<T>& value() const { return value_; }

  /// The field after this change.
  void apply_to(std::optional<T>& field) const {
    if (given_) {
      field = value_;
    }
  }

  friend bool operator==(const Change&, const Change&) = default;

 private:
  bool given_ = false;
  std::optional<T> value_;
};

}  // namespace daybook
