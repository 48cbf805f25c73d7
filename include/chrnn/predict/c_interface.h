/// A trained network in C: it is opened from a file and classifies images. C99; a library made of one type of network,
/// by `chrnn::c_interface` of <chrnn/predict.hpp>, defines these functions.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/// A network with its parameters. Any number of threads may classify with it at the same time.
typedef struct chrnn_classifier chrnn_classifier;

/// What a call came to. `chrnn_error` has the sentence.
enum chrnn_outcome {
    chrnn_done = 0,
    chrnn_bad_call = 1,  ///< a pointer that is null, a number that makes no sense
    chrnn_bad_model = 2, ///< a file that cannot be read, or is for another network
    chrnn_bad_image = 3, ///< bytes that are no image, or one that the network does not take
    chrnn_failed = 4     ///< memory or threads are lacking
};

/// Opens a file of parameters that knows the names of its classes. A call of `chrnn_classify` computes on `threads`
/// threads, 0 meaning one per processor; it is quickest with those that nobody else keeps busy. On failure `*opened` is
/// null.
int chrnn_open(char const* path, int threads, chrnn_classifier** opened);

/// How many classes there are, 0 for a null pointer; and what they are called, in UTF-8, until the network is closed;
/// null for a class that there is not.
size_t chrnn_classes(chrnn_classifier const* network);
char const* chrnn_class_name(chrnn_classifier const* network, size_t label);

/// Writes the probabilities of all `classes` of an image: `size` bytes of a JPEG, PNG or BMP file.
int chrnn_classify(chrnn_classifier* network, void const* file, size_t size, float* probabilities, size_t classes);

/// The same for pixels, [rows, columns, channels] of 8 bits, the channels those of the network, 3 red, green and blue.
int chrnn_classify_pixels(chrnn_classifier* network, unsigned char const* pixels, size_t rows, size_t columns,
                          size_t channels, float* probabilities, size_t classes);

/// Gives back all memory. No thread may be classifying. Does nothing for a null pointer.
void chrnn_close(chrnn_classifier* network);

/// One sentence about the last call of this thread that failed, in UTF-8 where paths are; valid until the next that
/// fails or the thread ends. Empty if none has.
char const* chrnn_error(void);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
