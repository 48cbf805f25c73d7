// expect: with_sides takes a direction from row to row: south or north
#include <chrnn/chrnn.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, recurrence<srn, directions<with_sides<se>>>, dense<2>, softmax_cross_entropy> {};
int main() { model<net> m{batch{1}}; }
