#ifndef CLI_SAMPLE_H
#define CLI_SAMPLE_H

/* `mamori sample --accounts FILE`: the sample city into an empty database. Exit status. */
int cli_sample(int argc, char **argv);

#endif
