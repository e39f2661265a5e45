# The same verbs for people whose fingers know make; ./run is the real thing.
.PHONY: demo test check setup lock clean
demo test check setup lock clean:
	@./run $@
