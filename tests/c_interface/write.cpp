// write MODEL IMAGE: writes a network that learnt nothing and an image, and prints what the model says of it.
#include "network.hpp"

#include <chrnn/data/crop.hpp>
#include <chrnn/data/decode.hpp>
#include <chrnn/data/read_file.hpp>
#include <chrnn/io/model_file.hpp>

#include <cstdio>
#include <fstream>

int main(int, char** arguments) {
    chrnn::model<shapes> net(chrnn::batch{1}, chrnn::seed{4});
    net.preprocessing().rows = net.preprocessing().columns = 18;
    net.preprocessing().classes = {"disc", "ring \"\xC3\xBC\"", "square"};
    save(net, arguments[1]);

    std::ofstream image(arguments[2], std::ios::binary); // a bitmap of 20 x 20 pixels
    std::string const header("BM\xE6\4\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x14\0\0\0\x14\0\0\0\1\0\x18\0\0\0\0\0\xB0\4\0\0"
                             "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                             54);
    image << header;
    for (int i = 0; i < 1200; ++i) image << static_cast<char>(i * 7 % 251);
    image.close();

    auto const bytes = chrnn::read_file(arguments[2]);
    for (auto const& one : net.preprocessing().classes)
        for (auto const& [name, probability] : net.classify(chrnn::decode(bytes, 3, arguments[2])))
            if (name == one) std::printf("%s %.9g\n", name.c_str(), probability);
}
