#ifndef MODULES_ASSETS_CUSTODY_SAMPLE_H
#define MODULES_ASSETS_CUSTODY_SAMPLE_H

#include <jansson.h>
#include <stdbool.h>

struct work;

/*
 * What left its place in the sample city: movements of media, installations as the sheets of
 * sample/assets.json count them, disposals. After the register, with nobody acting.
 */
bool custody_sample(struct work *work, int shift, json_t *sheets)
    __attribute__((warn_unused_result));

#endif
