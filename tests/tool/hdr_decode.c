/* Reads a histogram log with HdrHistogram's own library for C and prints one line for every bucket that holds
 * something: the number of the interval, from 0, the lowest and the highest value of the bucket, its count.
 * For hdr_tools_test.py. Ends with 1, and what the library says, when the log is not read to its end. */

#include <hdr/hdr_histogram.h>
#include <hdr/hdr_histogram_log.h>
#include <inttypes.h>
#include <stdio.h>

static void print_counts(struct hdr_histogram* histogram, int interval) {
    struct hdr_iter iter;
    hdr_iter_recorded_init(&iter, histogram);
    while (hdr_iter_next(&iter))
        printf("%d,%" PRId64 ",%" PRId64 ",%" PRId64 "\n", interval, iter.lowest_equivalent_value,
            iter.highest_equivalent_value, iter.count);
}

int main(int argc, char** argv) {
    struct hdr_log_reader reader;
    FILE* file = argc == 2 ? fopen(argv[1], "r") : NULL;
    int interval = 0;
    int result = 0;
    if (file == NULL) {
        fprintf(stderr, "usage: hdr_decode FILE.hlog\n");
        return 2;
    }
    hdr_log_reader_init(&reader);
    result = hdr_log_read_header(&reader, file);
    while (result == 0) {
        /* Not from the last round: the library would add to it. */
        struct hdr_histogram* histogram = NULL;
        result = hdr_log_read(&reader, file, &histogram, NULL, NULL);
        if (result == 0) print_counts(histogram, interval++);
        if (histogram != NULL) hdr_close(histogram);
    }
    fclose(file);
    if (result == EOF) return 0;
    fprintf(stderr, "interval %d: %s\n", interval, hdr_strerror(result < 0 ? -result : result));
    return 1;
}
