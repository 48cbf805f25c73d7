/// Stands in for the header of Thrust of this name: what of it the library calls.
#pragma once

namespace thrust {

/// Entry i is what `act` makes of entry i of another iterator.
template <class Act, class Iterator>
class transform_iterator {
  public:
    transform_iterator(Iterator over, Act act) : over_(over), act_(act) {}
    auto operator[](long long i) const { return act_(over_[i]); }

  private:
    Iterator over_;
    Act act_;
};

template <class Act, class Iterator>
transform_iterator<Act, Iterator> make_transform_iterator(Iterator over, Act act) {
    return {over, act};
}

} // namespace thrust
