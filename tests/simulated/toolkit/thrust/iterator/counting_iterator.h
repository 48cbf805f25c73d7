/// Stands in for the header of Thrust of this name: what of it the library calls.
#pragma once

namespace thrust {

/// Entry i is i behind `first`.
template <class Number>
class counting_iterator {
  public:
    explicit counting_iterator(Number first) : first_(first) {}
    Number operator[](Number i) const { return first_ + i; }

  private:
    Number first_;
};

} // namespace thrust
