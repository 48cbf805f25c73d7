// expect: the backend lacks add_row_sums(count, to, matrices)
#include <chrnn/network/model.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

class without_row_sums : public cpu {
  public:
    using cpu::cpu;
    void add_row_sums() = delete;
};

struct net : network<input<3, 8, 8>, conv<2, 3>, dense<2>, softmax_cross_entropy> {};
static_assert(sizeof(model<net, without_row_sums>) > 0);
