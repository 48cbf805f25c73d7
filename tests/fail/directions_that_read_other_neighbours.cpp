// expect: the directions of one set read neighbours of one kind; those that read others, as east does beside se, make a
// recurrence of their own
#include <chrnn/chrnn.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, recurrence<lstm, directions<se, east>>, dense<2>, softmax_cross_entropy> {};
int main() { model<net> m{batch{1}}; }
