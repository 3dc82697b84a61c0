// The training engine has one random generator and one thread count for the whole process, and the machine's cores are what it competes for.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
