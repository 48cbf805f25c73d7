/* client MODEL IMAGE: prints what a library says of an image, and how it refuses. */
#include <chrnn/predict/c_interface.h>

#include <stdio.h>
#include <stdlib.h>

int main(int count, char** arguments) {
    chrnn_classifier* network;
    float probabilities[3];
    static unsigned char file[10000];
    size_t size, k;
    FILE* in;
    if (count != 3) return 2;
    if (chrnn_open(arguments[2], 1, &network) != chrnn_bad_model || network) return 3;
    fprintf(stderr, "%s\n", chrnn_error());
    if (chrnn_open(arguments[1], 1, &network) != chrnn_done) {
        fprintf(stderr, "%s\n", chrnn_error());
        return 1;
    }
    in = fopen(arguments[2], "rb");
    if (!in) return 4;
    size = fread(file, 1, sizeof file, in);
    fclose(in);
    if (chrnn_classify(network, file, 7, probabilities, 3) != chrnn_bad_image) return 5;
    fprintf(stderr, "%s\n", chrnn_error());
    if (chrnn_classify(network, file, size, probabilities, chrnn_classes(network)) != chrnn_done) return 6;
    for (k = 0; k < chrnn_classes(network); ++k)
        printf("%s %.9g\n", chrnn_class_name(network, k), (double)probabilities[k]);
    chrnn_close(network);
    return EXIT_SUCCESS;
}
