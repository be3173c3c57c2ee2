namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public interface IModule<T, TResult>
        {
            TResult call(T input1);
        }

        /// <summary>Functions that run before and after forward, in the order they were added.</summary>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            private protected List<TPreHook>? PreHooks { get; private set; }
            private protected List<TPostHook>? PostHooks { get; private set; }

            protected HookableModule(string name) : base(name) { }

            public HookRemover register_forward_pre_hook(TPreHook hook)
            {
                (PreHooks ??= []).Add(hook);
                return new HookRemover(() => PreHooks.Remove(hook));
            }

            public HookRemover register_forward_hook(TPostHook hook)
            {
                (PostHooks ??= []).Add(hook);
                return new HookRemover(() => PostHooks.Remove(hook));
            }

            public class HookRemover
            {
                private readonly Action _undo;

                internal HookRemover(Action undo) => _undo = undo;

                public void remove() => _undo();
            }
        }

        public abstract class Module<T, TResult> : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>, IModule<T, TResult>
        {
            protected Module(string name) : base(name) { }

            public abstract TResult forward(T input);

            public TResult call(T input)
            {
                if (PreHooks is { } before)
                    foreach (var hook in before.ToArray())
                        input = hook(this, input);
                var result = Recomputed == 1 && training && this is Module<Tensor, Tensor> part && input is Tensor x
                    ? (TResult)(object)LibTorch.Recomputation.Run(part.forward, x, parameters().FirstOrDefault())
                    : forward(input);
                if (PostHooks is { } after)
                    foreach (var hook in after.ToArray())
                        result = hook(this, input, result);
                return result;
            }
        }

        public abstract class Module<T1, T2, TResult> : HookableModule<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>
        {
            protected Module(string name) : base(name) { }

            public abstract TResult forward(T1 input1, T2 input2);

            public TResult call(T1 input1, T2 input2)
            {
                if (PreHooks is { } before)
                    foreach (var hook in before.ToArray())
                        (input1, input2) = hook(this, input1, input2) ?? (input1, input2);
                var result = forward(input1, input2);
                if (PostHooks is { } after)
                    foreach (var hook in after.ToArray())
                        result = hook(this, input1, input2, result);
                return result;
            }
        }

        public abstract class Module<T1, T2, T3, TResult> : HookableModule<Func<Module<T1, T2, T3, TResult>, T1, T2, T3, (T1, T2, T3)?>, Func<Module<T1, T2, T3, TResult>, T1, T2, T3, TResult, TResult>>
        {
            protected Module(string name) : base(name) { }

            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            public TResult call(T1 input1, T2 input2, T3 input3)
            {
                if (PreHooks is { } before)
                    foreach (var hook in before.ToArray())
                        (input1, input2, input3) = hook(this, input1, input2, input3) ?? (input1, input2, input3);
                var result = forward(input1, input2, input3);
                if (PostHooks is { } after)
                    foreach (var hook in after.ToArray())
                        result = hook(this, input1, input2, input3, result);
                return result;
            }
        }

        public abstract class Module<T1, T2, T3, T4, TResult> : HookableModule<Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, (T1, T2, T3, T4)?>, Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, TResult, TResult>>
        {
            protected Module(string name) : base(name) { }

            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4);

            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4)
            {
                if (PreHooks is { } before)
                    foreach (var hook in before.ToArray())
                        (input1, input2, input3, input4) = hook(this, input1, input2, input3, input4) ?? (input1, input2, input3, input4);
                var result = forward(input1, input2, input3, input4);
                if (PostHooks is { } after)
                    foreach (var hook in after.ToArray())
                        result = hook(this, input1, input2, input3, input4, result);
                return result;
            }
        }
    }
}
