#ifndef JOBS_H
#define JOBS_H

struct app;
struct jobs;

/*
 * What time makes due: sealing the operation log (every second), sweeping what has expired (every
 * minute). One thread; each job takes the locks that keep other processes from doing it too.
 */
struct jobs *jobs_start(struct app *app);
void jobs_stop(struct jobs *jobs);

#endif
