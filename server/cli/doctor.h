#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

/* `mamori doctor`: settings in force and what is wrong with them. Exit status 0: nothing. */
int cli_doctor(int argc, char **argv);

#endif
