#include "textflag.h"

/* GOOS_plan10 is never defined:
   what it guards is not read. */
#ifdef GOOS_plan10
#define CALLEE(name) CALL ·neither(SB)
#else
#define CALLEE(name) \
	CALL name(SB); \
	NOP
#endif

// func inAssembly(n *node, name string) *node
TEXT ·inAssembly(SB), NOSPLIT, $0-32
	CALL ·fromAssembly(SB) // and not ·neither(SB)
again:	CALLEE(·throughMacro)
	JMP again
	RET

TEXT ·keepsNothing(SB), NOSPLIT, $0-8
	RET

TEXT local<>(SB), NOSPLIT, $0
	RET

GLOBL ·table(SB), RODATA, $8
